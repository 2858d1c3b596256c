/*
 * newlib-port/libgloss/xinim/sendfile.c - copying between descriptors.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/sendfile.h>
#include <unistd.h>

ssize_t sendfile(int to, int from, off_t *offset, size_t count)
{
	return CALL(sendfile, to, from, offset, count);
}

ssize_t copy_file_range(
	int from, off_t *from_at, int to, off_t *to_at, size_t count, unsigned flags)
{
	return CALL(copy_file_range, from, from_at, to, to_at, count, flags);
}
