/*
 * newlib-port/libgloss/xinim/sched_get_priority_max.c - a policy's highest priority.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sched.h>

int sched_get_priority_max(int policy)
{
	return CALL(sched_get_priority_max, policy);
}
