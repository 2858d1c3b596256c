/*
 * newlib-port/libgloss/xinim/wait.c - wait for any child.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/wait.h>

int _wait_r(struct _reent *reent, int *status)
{
	return CALL_R(reent, wait4, -1, status, 0, NULL);
}

WEAK pid_t wait(int *status)
{
	return CALL_POINT(wait4, -1, status, 0, NULL);
}

pid_t _wait(int *status) __attribute__((alias("wait")));
