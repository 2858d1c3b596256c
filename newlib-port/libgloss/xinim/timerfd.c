/*
 * newlib-port/libgloss/xinim/timerfd.c - timers with a descriptor.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/timerfd.h>

int timerfd_create(clockid_t clock, int flags)
{
	return CALL(timerfd_create, clock, flags);
}

int timerfd_settime(
	int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
	return CALL(timerfd_settime, fd, flags, new, old);
}

int timerfd_gettime(int fd, struct itimerspec *value)
{
	return CALL(timerfd_gettime, fd, value);
}
