/*
 * newlib-port/libgloss/xinim/clock_nanosleep.c - sleep by a chosen clock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <errno.h>
#include <time.h>

/*
 * Returns the error itself, 0 when there is none, and leaves errno alone. EINVAL for
 * the caller's own CPU time, as POSIX has it; the kernel, as Linux, says EOPNOTSUPP.
 */
int clock_nanosleep(
	clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left)
{
	if (clock == CLOCK_THREAD_CPUTIME_ID)
		return EINVAL;
	return (int)-RAW_POINT(clock_nanosleep, clock, flags, wanted, left);
}
