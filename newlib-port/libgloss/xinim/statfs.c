/*
 * newlib-port/libgloss/xinim/statfs.c - what a file system is and holds, as Linux tells it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/statfs.h>

int statfs(const char *path, struct statfs *buf)
{
	return CALL(statfs, path, buf);
}

int fstatfs(int fd, struct statfs *buf)
{
	return CALL(fstatfs, fd, buf);
}
