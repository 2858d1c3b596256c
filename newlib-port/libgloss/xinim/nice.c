/*
 * newlib-port/libgloss/xinim/nice.c - be more or less polite.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/resource.h>
#include <unistd.h>

/* The new value may be -1: errno, cleared first, tells it from an error. */
int nice(int change)
{
	int now;

	errno = 0;
	now = getpriority(PRIO_PROCESS, 0);
	if (now == -1 && errno != 0)
		return -1;
	if (setpriority(PRIO_PROCESS, 0, now + change) != 0) {
		if (errno == EACCES)
			errno = EPERM;
		return -1;
	}
	return getpriority(PRIO_PROCESS, 0);
}
