/*
 * newlib-port/libgloss/xinim/psiginfo.c - say what a signal is, and whose.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* SIGCHLD and what is sent come from somebody; a fault comes from an address. */
static int from_address(int sig)
{
	return sig == SIGSEGV || sig == SIGBUS || sig == SIGILL || sig == SIGFPE ||
		sig == SIGTRAP;
}

void psiginfo(const siginfo_t *info, const char *message)
{
	const char *colon = ": ";
	int sig = info->si_signo;

	if (message == NULL || message[0] == '\0')
		message = colon = "";
	if (info->si_code > 0 && from_address(sig))
		fprintf(stderr, "%s%s%s (%d [%p])\n", message, colon, strsignal(sig),
			info->si_code, info->si_addr);
	else
		fprintf(stderr, "%s%s%s (%d %d %u)\n", message, colon, strsignal(sig),
			info->si_code, (int)info->si_pid, (unsigned int)info->si_uid);
}
