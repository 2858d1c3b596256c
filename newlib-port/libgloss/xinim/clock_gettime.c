/*
 * newlib-port/libgloss/xinim/clock_gettime.c - a clock's time.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
	return CALL(clock_gettime, clock, now);
}
