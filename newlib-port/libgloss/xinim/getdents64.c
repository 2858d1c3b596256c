/*
 * newlib-port/libgloss/xinim/getdents64.c - directory entries, many at a time.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <dirent.h>

ssize_t getdents64(int fd, void *buf, size_t size)
{
	return CALL(getdents64, fd, buf, size);
}
