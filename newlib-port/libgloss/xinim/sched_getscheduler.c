/*
 * newlib-port/libgloss/xinim/sched_getscheduler.c - a process's scheduling policy.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sched.h>

int sched_getscheduler(pid_t pid)
{
	return CALL(sched_getscheduler, pid);
}
