/*
 * newlib-port/libgloss/xinim/thread/join.c - waiting for a thread's end.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>

#include "thread.h"

/* The thread has ended, or is about to: its memory may go when the kernel says. */
static void collect(struct thread *t, void **result)
{
	if (result != NULL)
		*result = t->result;
	__xinim_stack_give(t);
}

static int wait_for(struct thread *t, clockid_t clock, const struct timespec *until)
{
	int tid, error = 0;

	while (error != ETIMEDOUT && error != EINVAL && error != ECANCELED) {
		tid = __atomic_load_n(&t->tid, __ATOMIC_ACQUIRE);
		if (tid == 0)
			return 0;
		/* The kernel wakes as if the word were shared. */
		error = __xinim_wait_cancellable(&t->tid, tid, clock, until, true);
	}
	return error;
}

/*
 * EDEADLK: itself, or one that waits for the caller. EINVAL: detached, or
 * somebody waits already, or until is no time.
 */
static int join(
	pthread_t id, void **result, clockid_t clock, const struct timespec *until)
{
	struct thread *t = (struct thread *)id, *self = thread_self(), *none = NULL;
	int error;

	if (__atomic_load_n(&t->state, __ATOMIC_ACQUIRE) == THREAD_DETACHED)
		return EINVAL;
	if (t == self || __atomic_load_n(&self->joiner, __ATOMIC_ACQUIRE) == t)
		return EDEADLK;
	if (!__atomic_compare_exchange_n(
		    &t->joiner, &none, self, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return EINVAL;
	error = wait_for(t, clock, until);
	if (error == 0) {
		collect(t, result);
		return 0;
	}
	__atomic_store_n(&t->joiner, NULL, __ATOMIC_RELEASE);
	if (error == ECANCELED)
		__xinim_cancel_self();
	return error;
}

int pthread_join(pthread_t id, void **result)
{
	pthread_testcancel();
	return join(id, result, CLOCK_MONOTONIC, NULL);
}

int pthread_clockjoin_np(
	pthread_t id, void **result, clockid_t clock, const struct timespec *until)
{
	pthread_testcancel();
	return join(id, result, clock, until);
}

int pthread_timedjoin_np(pthread_t id, void **result, const struct timespec *until)
{
	return pthread_clockjoin_np(id, result, CLOCK_REALTIME, until);
}

int pthread_tryjoin_np(pthread_t id, void **result)
{
	struct thread *t = (struct thread *)id;

	if (__atomic_load_n(&t->tid, __ATOMIC_ACQUIRE) != 0)
		return t == thread_self() ? EDEADLK : EBUSY;
	return join(id, result, CLOCK_MONOTONIC, NULL);
}

/* EINVAL: it is detached, or somebody waits for it. */
int pthread_detach(pthread_t id)
{
	struct thread *t = (struct thread *)id, *none = NULL;
	int joinable = THREAD_JOINABLE;

	if (!__atomic_compare_exchange_n(&t->joiner, &none, thread_self(), false,
		    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return EINVAL;
	if (__atomic_compare_exchange_n(&t->state, &joinable, THREAD_DETACHED, false,
		    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return 0;
	if (joinable == THREAD_DETACHED) {
		__atomic_store_n(&t->joiner, NULL, __ATOMIC_RELEASE);
		return EINVAL;
	}
	/* On its way out: what it runs on is taken for another when it is gone. */
	__xinim_stack_give(t);
	return 0;
}
