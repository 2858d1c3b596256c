/*
 * newlib-port/libgloss/xinim/sigtimedwait.c - take a pending signal, or wait for one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
	const struct timespec *restrict timeout)
{
	return CALL_POINT(rt_sigtimedwait, set, info, timeout, sizeof(*set));
}

/* A handler that ran for another signal is no reason to come back. */
int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
	return sigtimedwait(set, info, NULL);
}

/* Returns the error itself and leaves errno alone. */
int sigwait(const sigset_t *restrict set, int *restrict sig)
{
	long result;

	do
		result = RAW_POINT(rt_sigtimedwait, set, NULL, NULL, sizeof(*set));
	while (result == -EINTR);
	if (result < 0)
		return (int)-result;
	*sig = (int)result;
	return 0;
}
