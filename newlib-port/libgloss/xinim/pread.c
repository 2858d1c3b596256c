/*
 * newlib-port/libgloss/xinim/pread.c - read from a place in a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

ssize_t pread(int fd, void *buf, size_t size, off_t at)
{
	return CALL_POINT(pread64, fd, buf, size, at);
}
