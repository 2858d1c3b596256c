/*
 * newlib-port/libgloss/xinim/sched_yield.c - let another thread run.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sched.h>

int sched_yield(void)
{
	return CALL(sched_yield);
}
