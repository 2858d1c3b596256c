/*
 * newlib-port/libgloss/xinim/nanosleep.c - sleep.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

int nanosleep(const struct timespec *wanted, struct timespec *left)
{
	return CALL_POINT(nanosleep, wanted, left);
}
