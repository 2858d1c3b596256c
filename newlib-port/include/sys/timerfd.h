/*
 * newlib-port/include/sys/timerfd.h - timers with a descriptor.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_TIMERFD_H
#define _XINIM_SYS_TIMERFD_H

#include <fcntl.h>
#include <sys/cdefs.h>
#include <time.h>

#define TFD_CLOEXEC             O_CLOEXEC
#define TFD_NONBLOCK            O_NONBLOCK
#define TFD_TIMER_ABSTIME       1
#define TFD_TIMER_CANCEL_ON_SET 2

#ifdef __cplusplus
extern "C" {
#endif

int timerfd_create(clockid_t __clock, int __flags);
int timerfd_settime(
	int __fd, int __flags, const struct itimerspec *__new, struct itimerspec *__old);
int timerfd_gettime(int __fd, struct itimerspec *__value);

#ifdef __cplusplus
}
#endif

#endif
