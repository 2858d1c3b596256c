/*
 * newlib-port/libgloss/xinim/read.c - read from a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

_ssize_t _read_r(struct _reent *reent, int fd, void *buf, size_t size)
{
	return CALL_R(reent, read, fd, buf, size);
}

WEAK ssize_t read(int fd, void *buf, size_t size)
{
	return CALL_POINT(read, fd, buf, size);
}
