/*
 * newlib-port/libgloss/xinim/thread/cancel_state.c - whether, and where, a thread lets itself be cancelled.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>

#include "thread.h"

/* Sets a bit as value says; the bit as it was is in *before. */
static int change(unsigned int bit, int value, int *before)
{
	struct thread *self = thread_self();
	unsigned int old;

	if (value != 0 && value != 1)
		return EINVAL;
	if (value)
		old = __atomic_fetch_or(&self->cancel, bit, __ATOMIC_SEQ_CST);
	else
		old = __atomic_fetch_and(&self->cancel, ~bit, __ATOMIC_SEQ_CST);
	if (before != NULL)
		*before = (old & bit) != 0;
	if (self->cancel & CANCEL_ASYNC)
		pthread_testcancel();
	return 0;
}

int pthread_setcancelstate(int state, int *before)
{
	return change(CANCEL_OFF, state, before);
}

int pthread_setcanceltype(int type, int *before)
{
	return change(CANCEL_ASYNC, type, before);
}
