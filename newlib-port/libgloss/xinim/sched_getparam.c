/*
 * newlib-port/libgloss/xinim/sched_getparam.c - a process's scheduling parameters.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sched.h>

int sched_getparam(pid_t pid, struct sched_param *param)
{
	return CALL(sched_getparam, pid, param);
}
