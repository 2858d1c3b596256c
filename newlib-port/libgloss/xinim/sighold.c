/*
 * newlib-port/libgloss/xinim/sighold.c - signals the way of System V.
 *
 * Of POSIX.1-2017's XSI option, which calls all of them obsolescent.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

/* -1: no such signal. */
static int one_signal(int sig, sigset_t *set)
{
	sigemptyset(set);
	return sigaddset(set, sig);
}

int sighold(int sig)
{
	sigset_t set;

	return one_signal(sig, &set) != 0 ? -1 : sigprocmask(SIG_BLOCK, &set, NULL);
}

int sigrelse(int sig)
{
	sigset_t set;

	return one_signal(sig, &set) != 0 ? -1 : sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int sigignore(int sig)
{
	struct sigaction act = { .sa_handler = SIG_IGN };

	return sigaction(sig, &act, NULL);
}

/* Waits with the signal unblocked. Always -1: EINTR, or EINVAL. */
int sigpause(int sig)
{
	sigset_t set;

	if (sigprocmask(SIG_BLOCK, NULL, &set) != 0 || sigdelset(&set, sig) != 0)
		return -1;
	return sigsuspend(&set);
}

/* SIG_HOLD blocks it; anything else becomes its action, and unblocks it. */
_sig_func_ptr sigset(int sig, _sig_func_ptr handler)
{
	struct sigaction act = { .sa_handler = handler }, old;
	sigset_t set, before;

	if (one_signal(sig, &set) != 0)
		return SIG_ERR;
	if (handler == SIG_HOLD) {
		if (sigaction(sig, NULL, &old) != 0)
			return SIG_ERR;
		sigprocmask(SIG_BLOCK, &set, &before);
	} else {
		if (sigaction(sig, &act, &old) != 0)
			return SIG_ERR;
		sigprocmask(SIG_UNBLOCK, &set, &before);
	}
	return sigismember(&before, sig) == 1 ? SIG_HOLD : old.sa_handler;
}
