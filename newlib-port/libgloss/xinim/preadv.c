/*
 * newlib-port/libgloss/xinim/preadv.c - read from a place in a file into several buffers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/uio.h>

/* The offset is passed in halves; on 64 bits the first one is all of it. */
ssize_t preadv(int fd, const struct iovec *iov, int count, off_t at)
{
	return CALL_POINT(preadv, fd, iov, count, at, 0);
}
