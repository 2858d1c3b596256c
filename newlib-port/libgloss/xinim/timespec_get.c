/*
 * newlib-port/libgloss/xinim/timespec_get.c - the time of day, as C11 has it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

/* The base, or 0 if it is none that is known. errno is as before. */
int timespec_get(struct timespec *time, int base)
{
	int before = errno, result = 0;

	if (base == TIME_UTC && clock_gettime(CLOCK_REALTIME, time) == 0)
		result = base;
	errno = before;
	return result;
}
