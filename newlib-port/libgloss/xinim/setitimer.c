/*
 * newlib-port/libgloss/xinim/setitimer.c - set an interval timer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/time.h>

int setitimer(
	int which, const struct itimerval *restrict value, struct itimerval *restrict old)
{
	return CALL(setitimer, which, value, old);
}
