/*
 * newlib-port/libgloss/xinim/getpriority.c - a process's nice value.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/resource.h>

/* The kernel answers 40 to 1 for -20 to 19, so that no value is an error. */
int getpriority(int which, id_t who)
{
	long value = CALL(getpriority, which, who);

	return value < 0 ? -1 : (int)(20 - value);
}
