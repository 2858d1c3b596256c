/*
 * newlib-port/libgloss/xinim/pwritev.c - write several buffers to a place in a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/uio.h>

/* The offset is passed in halves; on 64 bits the first one is all of it. */
ssize_t pwritev(int fd, const struct iovec *iov, int count, off_t at)
{
	return CALL_POINT(pwritev, fd, iov, count, at, 0);
}
