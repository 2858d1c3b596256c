/*
 * newlib-port/libgloss/xinim/sigaction.c - what to do on a signal.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

/* Numbers 32 and 33 are the thread library's own. */
int sigaction(
	int sig, const struct sigaction *restrict act, struct sigaction *restrict old)
{
	struct sigaction copy;

	if (sig == 32 || sig == 33) {
		errno = EINVAL;
		return -1;
	}
	if (act != NULL) {
		copy = *act;
		copy.sa_flags |= SA_RESTORER;
		copy.__sa_pad = 0;
		copy.sa_restorer = __xinim_sigreturn;
		act = &copy;
	}
	if (CALL(rt_sigaction, sig, act, old, sizeof(sigset_t)) != 0)
		return -1;
	if (old != NULL)
		old->sa_flags &= ~SA_RESTORER;
	return 0;
}
