/*
 * newlib-port/libgloss/xinim/pwrite.c - write to a place in a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

ssize_t pwrite(int fd, const void *buf, size_t size, off_t at)
{
	return CALL_POINT(pwrite64, fd, buf, size, at);
}
