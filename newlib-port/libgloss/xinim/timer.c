/*
 * newlib-port/libgloss/xinim/timer.c - timers of POSIX.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>
#include <time.h>

/* The kernel numbers a process's timers by an int. */
int timer_create(clockid_t clock, struct sigevent *restrict event, timer_t *restrict id)
{
	int number;

	if (CALL(timer_create, clock, event, &number) != 0)
		return -1;
	*id = (timer_t)number;
	return 0;
}

int timer_delete(timer_t id)
{
	return CALL(timer_delete, id);
}

int timer_getoverrun(timer_t id)
{
	return CALL(timer_getoverrun, id);
}

int timer_gettime(timer_t id, struct itimerspec *value)
{
	return CALL(timer_gettime, id, value);
}

int timer_settime(timer_t id, int flags, const struct itimerspec *restrict value,
	struct itimerspec *restrict old)
{
	return CALL(timer_settime, id, flags, value, old);
}
