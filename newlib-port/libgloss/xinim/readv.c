/*
 * newlib-port/libgloss/xinim/readv.c - read into several buffers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/uio.h>

ssize_t readv(int fd, const struct iovec *iov, int count)
{
	return CALL_POINT(readv, fd, iov, count);
}
