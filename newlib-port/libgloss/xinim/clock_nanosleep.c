/*
 * newlib-port/libgloss/xinim/clock_nanosleep.c - sleep by a chosen clock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

/* Returns the error itself, 0 when there is none, and leaves errno alone. */
int clock_nanosleep(
	clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left)
{
	return (int)-RAW_POINT(clock_nanosleep, clock, flags, wanted, left);
}
