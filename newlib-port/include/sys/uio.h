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
#if __GNU_VISIBLE
#define RWF_HIPRI  0x01
#define RWF_DSYNC  0x02
#define RWF_SYNC   0x04
#define RWF_NOWAIT 0x08
#define RWF_APPEND 0x10
ssize_t preadv2(
	int __fd, const struct iovec *__iov, int __count, off_t __at, int __flags);
ssize_t pwritev2(
	int __fd, const struct iovec *__iov, int __count, off_t __at, int __flags);
#endif

#ifdef __cplusplus
}
#endif

#endif
