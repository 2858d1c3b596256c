/*
 * newlib-port/libgloss/xinim/times.c - the time a process has used, in 1/100 s.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/times.h>

clock_t _times_r(struct _reent *reent, struct tms *buf)
{
	return CALL_R(reent, times, buf);
}

WEAK clock_t times(struct tms *buf)
{
	return CALL(times, buf);
}
