/*
 * newlib-port/libgloss/xinim/settimeofday.c - set the time of day.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/time.h>

int settimeofday(const struct timeval *now, const struct timezone *zone)
{
	return CALL(settimeofday, now, zone);
}
