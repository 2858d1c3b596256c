/*
 * newlib-port/include/poll.h - waiting on descriptors.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_POLL_H
#define _XINIM_POLL_H

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/_sigset.h>
#include <sys/_timespec.h>

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(_SIGSET_T_DECLARED)
#define _SIGSET_T_DECLARED
typedef __sigset_t sigset_t;
#endif

typedef unsigned long nfds_t;

struct pollfd {
	int fd;
	short events;
	short revents;
};

#define POLLIN     0x001
#define POLLPRI    0x002
#define POLLOUT    0x004
#define POLLERR    0x008
#define POLLHUP    0x010
#define POLLNVAL   0x020
#define POLLRDNORM 0x040
#define POLLRDBAND 0x080
#define POLLWRNORM 0x100
#define POLLWRBAND 0x200
#if __GNU_VISIBLE
#define POLLMSG   0x400
#define POLLRDHUP 0x2000
#endif

int poll(struct pollfd *__fds, nfds_t __count, int __timeout_ms);
#if __GNU_VISIBLE
int ppoll(struct pollfd *__fds, nfds_t __count, const struct timespec *__timeout,
	const sigset_t *__mask);
#endif

#ifdef __cplusplus
}
#endif

#endif
