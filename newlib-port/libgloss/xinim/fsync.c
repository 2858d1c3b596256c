/*
 * newlib-port/libgloss/xinim/fsync.c - write an open file out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int fsync(int fd)
{
	return CALL_POINT(fsync, fd);
}
