/*
 * newlib-port/libgloss/xinim/write.c - write to a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

_ssize_t _write_r(struct _reent *reent, int fd, const void *buf, size_t size)
{
	return CALL_R(reent, write, fd, buf, size);
}

WEAK ssize_t write(int fd, const void *buf, size_t size)
{
	return CALL_POINT(write, fd, buf, size);
}
