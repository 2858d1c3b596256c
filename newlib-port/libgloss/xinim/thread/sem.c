/*
 * newlib-port/libgloss/xinim/thread/sem.c - semaphores.
 *
 * The value and the number of those that wait are one word, changed at once:
 * who posts knows from it whether to wake, and does not touch the semaphore
 * afterwards, which may be gone then.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <semaphore.h>
#include <string.h>

#include "thread.h"

#define WAITER (1UL << 32)

static int fail(int error)
{
	errno = error;
	return -1;
}

int sem_init(sem_t *s, int shared, unsigned int value)
{
	if (value > SEM_VALUE_MAX)
		return fail(EINVAL);
	memset(s, 0, sizeof(*s));
	s->__value = value;
	s->__shared = shared != 0;
	return 0;
}

int sem_destroy(sem_t *s)
{
	if (__atomic_load_n(&s->__value, __ATOMIC_RELAXED) >> 32 != 0)
		return fail(EBUSY);
	return 0;
}

/* Takes one, and off from those that wait; false: there is none. */
static bool take(sem_t *s, unsigned long waiters)
{
	unsigned long old = __atomic_load_n(&s->__value, __ATOMIC_RELAXED);

	do {
		if ((unsigned int)old == 0)
			return false;
	} while (!__atomic_compare_exchange_n(&s->__value, &old, old - 1 - waiters, false,
		__ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
	return true;
}

static int wait(sem_t *s, clockid_t clock, const struct timespec *until)
{
	bool shared = s->__shared;
	int error;

	if (cancel_due(thread_self()))
		__xinim_cancel_point();
	if (take(s, 0))
		return 0;
	__atomic_add_fetch(&s->__value, WAITER, __ATOMIC_RELAXED);
	do {
		if (take(s, WAITER))
			return 0;
		error = __xinim_wait_cancellable(&s->__value, 0, clock, until, shared);
	} while (error != ETIMEDOUT && error != EINVAL && error != EINTR &&
		error != ECANCELED);
	__atomic_sub_fetch(&s->__value, WAITER, __ATOMIC_RELAXED);
	if (error == ECANCELED)
		__xinim_cancel_point();
	return fail(error);
}

/* EINTR: a signal's handler ran. */
int sem_wait(sem_t *s)
{
	return wait(s, CLOCK_MONOTONIC, NULL);
}

int sem_timedwait(sem_t *restrict s, const struct timespec *restrict until)
{
	return wait(s, CLOCK_REALTIME, until);
}

int sem_clockwait(
	sem_t *restrict s, clockid_t clock, const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return fail(EINVAL);
	return wait(s, clock, until);
}

int sem_trywait(sem_t *s)
{
	return take(s, 0) ? 0 : fail(EAGAIN);
}

/* EOVERFLOW: it has SEM_VALUE_MAX. */
int sem_post(sem_t *s)
{
	unsigned long old = __atomic_load_n(&s->__value, __ATOMIC_RELAXED);
	bool shared = s->__shared;

	do {
		if ((unsigned int)old == SEM_VALUE_MAX)
			return fail(EOVERFLOW);
	} while (!__atomic_compare_exchange_n(
		&s->__value, &old, old + 1, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
	if (old >> 32 != 0)
		__xinim_wake(&s->__value, 1, shared);
	return 0;
}

int sem_getvalue(sem_t *restrict s, int *restrict value)
{
	*value = (int)__atomic_load_n(&s->__value, __ATOMIC_RELAXED);
	return 0;
}
