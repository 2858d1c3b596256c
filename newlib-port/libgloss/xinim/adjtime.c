/*
 * newlib-port/libgloss/xinim/adjtime.c - have the clock run faster or slower for a while.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/time.h>

/* The clock has one speed. */
int adjtime(const struct timeval *change, struct timeval *left)
{
	(void)change;
	(void)left;
	errno = ENOSYS;
	return -1;
}
