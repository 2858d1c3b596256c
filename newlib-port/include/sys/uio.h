/*
 * newlib-port/include/sys/uio.h - vectors of buffers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_UIO_H
#define _XINIM_SYS_UIO_H

#include <sys/cdefs.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct iovec {
	void *iov_base;
	size_t iov_len;
};

#define UIO_MAXIOV 1024

ssize_t readv(int __fd, const struct iovec *__iov, int __count);
ssize_t writev(int __fd, const struct iovec *__iov, int __count);
#if __MISC_VISIBLE || __GNU_VISIBLE
ssize_t preadv(int __fd, const struct iovec *__iov, int __count, off_t __at);
ssize_t pwritev(int __fd, const struct iovec *__iov, int __count, off_t __at);
#endif

#ifdef __cplusplus
}
#endif

#endif
