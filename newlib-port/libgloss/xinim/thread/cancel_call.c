/*
 * newlib-port/libgloss/xinim/thread/cancel_call.c - a system call that is a cancellation point.
 *
 * A program that cancels nobody has none of the rest: pthread_cancel brings it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include "thread.h"

extern __typeof__(__xinim_cancel_self) __xinim_cancel_self WEAK;

/* To be called when one is due: without pthread_cancel none ever is. */
void __xinim_cancel_point(void)
{
	if (__xinim_cancel_self != NULL)
		__xinim_cancel_self();
}

long __xinim_cancel_call(long number, long a, long b, long c, long d, long e, long f)
{
	long r = __xinim_cancellable(number, a, b, c, d, e, f);

	/* A close() that was interrupted has closed; what is left is to say so. */
	if ((r == -ECANCELED || (r == -EINTR && number != SYS_close)) &&
		cancel_due(thread_self()))
		__xinim_cancel_point();
	return r;
}
