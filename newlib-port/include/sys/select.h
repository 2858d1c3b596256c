/*
 * newlib-port/include/sys/select.h - select(), and sets of up to 1024 descriptors.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _SYS_SELECT_H
#define _SYS_SELECT_H

#include <sys/cdefs.h>
#include <sys/_sigset.h>
#include <sys/_timeval.h>
#include <sys/_timespec.h>

#if !defined(_SIGSET_T_DECLARED)
#define _SIGSET_T_DECLARED
typedef __sigset_t sigset_t;
#endif

#define _SYS_TYPES_FD_SET

/* The kernel takes any number; a set of another size is the program's own. */
#ifndef FD_SETSIZE
#define FD_SETSIZE 1024
#endif

#if __MISC_VISIBLE
typedef unsigned long fd_mask;
#define NFDBITS ((int)(8 * sizeof(fd_mask)))
#endif

typedef struct {
	unsigned long fds_bits[(FD_SETSIZE + 63) / 64];
} fd_set;

#define __FD_WORD(fd, set) ((set)->fds_bits[(unsigned int)(fd) / 64])
#define __FD_BIT(fd)       (1UL << ((unsigned int)(fd) % 64))
#define FD_SET(fd, set)    ((void)(__FD_WORD(fd, set) |= __FD_BIT(fd)))
#define FD_CLR(fd, set)    ((void)(__FD_WORD(fd, set) &= ~__FD_BIT(fd)))
#define FD_ISSET(fd, set)  ((__FD_WORD(fd, set) & __FD_BIT(fd)) != 0)
#define FD_ZERO(set)       ((void)__builtin_memset((set), 0, sizeof(*(set))))

#ifdef __cplusplus
extern "C" {
#endif

int select(int __nfds, fd_set *__restrict __read, fd_set *__restrict __write,
	fd_set *__restrict __except, struct timeval *__restrict __timeout);
#if __POSIX_VISIBLE >= 200112
int pselect(int __nfds, fd_set *__restrict __read, fd_set *__restrict __write,
	fd_set *__restrict __except, const struct timespec *__restrict __timeout,
	const sigset_t *__restrict __mask);
#endif

#ifdef __cplusplus
}
#endif

#endif
