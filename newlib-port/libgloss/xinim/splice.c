/*
 * newlib-port/libgloss/xinim/splice.c - bytes from a pipe or to one without a buffer
 * between: Linux, splice(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <sys/uio.h>

ssize_t splice(
	int in, off_t *in_at, int out, off_t *out_at, size_t size, unsigned int flags)
{
	return CALL_POINT(splice, in, in_at, out, out_at, size, flags);
}

ssize_t tee(int in, int out, size_t size, unsigned int flags)
{
	return CALL_POINT(tee, in, out, size, flags);
}

ssize_t vmsplice(int fd, const struct iovec *iov, size_t count, unsigned int flags)
{
	return CALL_POINT(vmsplice, fd, iov, count, flags);
}
