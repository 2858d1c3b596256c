/*
 * newlib-port/libgloss/xinim/kill.c - send a signal to a process.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

int _kill_r(struct _reent *reent, int pid, int sig)
{
	return CALL_R(reent, kill, pid, sig);
}

WEAK int kill(pid_t pid, int sig)
{
	return CALL(kill, pid, sig);
}
