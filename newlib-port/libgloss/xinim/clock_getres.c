/*
 * newlib-port/libgloss/xinim/clock_getres.c - a clock's resolution.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

int clock_getres(clockid_t clock, struct timespec *res)
{
	return CALL(clock_getres, clock, res);
}
