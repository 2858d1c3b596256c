/*
 * newlib-port/libgloss/xinim/sigqueue.c - send a process a signal that carries a value.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

int sigqueue(pid_t pid, int sig, const union sigval value)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = SI_QUEUE;
	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value = value;
	return CALL(rt_sigqueueinfo, pid, sig, &info);
}
