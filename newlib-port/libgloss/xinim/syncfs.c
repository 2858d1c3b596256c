/*
 * newlib-port/libgloss/xinim/syncfs.c - write one file system out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int syncfs(int fd)
{
	return CALL(syncfs, fd);
}
