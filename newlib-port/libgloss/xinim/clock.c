/*
 * newlib-port/libgloss/xinim/clock.c - processor time used, in microseconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

clock_t clock(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts) != 0)
		return (clock_t)-1;
	return ts.tv_sec * CLOCKS_PER_SEC + ts.tv_nsec / 1000;
}
