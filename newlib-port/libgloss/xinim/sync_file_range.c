/*
 * newlib-port/libgloss/xinim/sync_file_range.c - a part of a file to the disk, or from
 * it: Linux, sync_file_range(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>

int sync_file_range(int fd, off_t at, off_t size, unsigned int flags)
{
	return CALL_POINT(sync_file_range, fd, at, size, flags);
}

ssize_t readahead(int fd, off_t at, size_t size)
{
	return CALL(readahead, fd, at, size);
}
