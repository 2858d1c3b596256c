/*
 * newlib-port/libgloss/xinim/thread/sigmask.c - which signals a thread lets wait.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <signal.h>

/* The library's own, 32 and 33, cannot be blocked. */
#define OURS (3UL << 31)

int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	sigset_t copy;
	long r;

	if (set != NULL) {
		if (how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
			return EINVAL;
		copy = *set & ~OURS;
		set = &copy;
	}
	r = RAW(rt_sigprocmask, how, set, old, sizeof(copy));
	return (int)-r;
}
