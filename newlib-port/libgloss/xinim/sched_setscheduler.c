/*
 * newlib-port/libgloss/xinim/sched_setscheduler.c - set a process's policy and parameters.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sched.h>

int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
{
	return CALL(sched_setscheduler, pid, policy, param);
}
