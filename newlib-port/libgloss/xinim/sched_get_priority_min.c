/*
 * newlib-port/libgloss/xinim/sched_get_priority_min.c - a policy's lowest priority.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sched.h>

int sched_get_priority_min(int policy)
{
	return CALL(sched_get_priority_min, policy);
}
