/*
 * newlib-port/libgloss/xinim/getitimer.c - an interval timer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/time.h>

int getitimer(int which, struct itimerval *value)
{
	return CALL(getitimer, which, value);
}
