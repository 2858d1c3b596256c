/*
 * newlib-port/libgloss/xinim/ualarm.c - a signal in so many microseconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/time.h>
#include <unistd.h>

useconds_t ualarm(useconds_t first, useconds_t interval)
{
	struct itimerval old;
	struct itimerval new = {
		.it_interval = { interval / 1000000, interval % 1000000 },
		.it_value = { first / 1000000, first % 1000000 },
	};

	if (setitimer(ITIMER_REAL, &new, &old) != 0)
		return (useconds_t)-1;
	return old.it_value.tv_sec * 1000000 + old.it_value.tv_usec;
}
