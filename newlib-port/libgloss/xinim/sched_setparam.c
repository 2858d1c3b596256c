/*
 * newlib-port/libgloss/xinim/sched_setparam.c - set a process's scheduling parameters.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sched.h>

int sched_setparam(pid_t pid, const struct sched_param *param)
{
	return CALL(sched_setparam, pid, param);
}
