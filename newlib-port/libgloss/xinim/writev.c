/*
 * newlib-port/libgloss/xinim/writev.c - write from several buffers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/uio.h>

ssize_t writev(int fd, const struct iovec *iov, int count)
{
	return CALL_POINT(writev, fd, iov, count);
}
