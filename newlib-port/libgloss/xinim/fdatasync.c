/*
 * newlib-port/libgloss/xinim/fdatasync.c - write an open file's data out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int fdatasync(int fd)
{
	return CALL_POINT(fdatasync, fd);
}
