/*
 * newlib-port/libgloss/xinim/gettimeofday.c - the time of day, in microseconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/time.h>
#include <time.h>

int _gettimeofday_r(struct _reent *reent, struct timeval *now, void *zone);

/* The time zone is an idea of the past: whoever asks is told UTC. */
int _gettimeofday_r(struct _reent *reent, struct timeval *now, void *zone)
{
	struct timespec ts;

	(void)reent;
	clock_gettime(CLOCK_REALTIME, &ts);
	if (now != NULL) {
		now->tv_sec = ts.tv_sec;
		now->tv_usec = ts.tv_nsec / 1000;
	}
	if (zone != NULL)
		*(struct timezone *)zone = (struct timezone){ 0 };
	return 0;
}

WEAK int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	return _gettimeofday_r(_REENT, now, zone);
}
