/*
 * newlib-port/libgloss/xinim/clock_settime.c - set a clock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

int clock_settime(clockid_t clock, const struct timespec *now)
{
	return CALL(clock_settime, clock, now);
}
