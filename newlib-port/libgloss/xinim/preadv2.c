/*
 * newlib-port/libgloss/xinim/preadv2.c - readv and writev at a place, with flags: Linux,
 * preadv2(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/uio.h>

/* The offset is passed in halves; on 64 bits the first one is all of it. */
ssize_t preadv2(int fd, const struct iovec *iov, int count, off_t at, int flags)
{
	return CALL_POINT(preadv2, fd, iov, count, at, 0, flags);
}

ssize_t pwritev2(int fd, const struct iovec *iov, int count, off_t at, int flags)
{
	return CALL_POINT(pwritev2, fd, iov, count, at, 0, flags);
}
