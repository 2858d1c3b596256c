/*
 * newlib-port/libgloss/xinim/clock_gettime.c - a clock's time.
 *
 * The clocks that all processes share are read without a call.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

#include "clock.h"

int clock_gettime(clockid_t clock, struct timespec *now)
{
	uint64_t ns = 0;

	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_TAI:
		ns = __xinim_clock_ns(1);
		break;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		ns = __xinim_clock_ns(0);
	}
	if (ns == 0)
		return CALL(clock_gettime, clock, now);
	now->tv_sec = (time_t)(ns / 1000000000);
	now->tv_nsec = (long)(ns % 1000000000);
	return 0;
}
