/*
 * newlib-port/libgloss/xinim/sigset.c - sets of signals.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

/* The two that the thread library keeps are in no program's set. */
#define OWN_SIGNALS (3UL << (32 - 1))

static int known(int sig)
{
	if (sig >= 1 && sig < NSIG)
		return 1;
	errno = EINVAL;
	return 0;
}

int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int sigfillset(sigset_t *set)
{
	*set = ~OWN_SIGNALS;
	return 0;
}

int sigaddset(sigset_t *set, int sig)
{
	if (!known(sig))
		return -1;
	*set |= 1UL << (sig - 1);
	return 0;
}

int sigdelset(sigset_t *set, int sig)
{
	if (!known(sig))
		return -1;
	*set &= ~(1UL << (sig - 1));
	return 0;
}

int sigismember(const sigset_t *set, int sig)
{
	if (!known(sig))
		return -1;
	return (int)(*set >> (sig - 1) & 1);
}
