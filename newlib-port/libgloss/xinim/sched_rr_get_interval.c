/*
 * newlib-port/libgloss/xinim/sched_rr_get_interval.c - a process's time slice.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sched.h>

int sched_rr_get_interval(pid_t pid, struct timespec *interval)
{
	return CALL(sched_rr_get_interval, pid, interval);
}
