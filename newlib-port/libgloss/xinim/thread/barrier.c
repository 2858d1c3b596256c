/*
 * newlib-port/libgloss/xinim/thread/barrier.c - where threads wait for each other.
 *
 * __round is the round's number above, how many have come below, changed in
 * one; who has come waits for the number to change. __inside counts who is in
 * pthread_barrier_wait at all: pthread_barrier_destroy waits for them to be out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "thread.h"

#define DESTROYING 0x80000000u

int pthread_barrier_init(pthread_barrier_t *restrict b,
	const pthread_barrierattr_t *restrict attr, unsigned int count)
{
	if (count == 0 || count > INT_MAX)
		return EINVAL;
	memset(b, 0, sizeof(*b));
	b->__count = count;
	b->__shared = attr != NULL && attr->__shared;
	return 0;
}

/* EBUSY: somebody waits. EINVAL: it is none. */
int pthread_barrier_destroy(pthread_barrier_t *b)
{
	unsigned int inside;

	if (b->__count == 0)
		return EINVAL;
	if ((unsigned int)__atomic_load_n(&b->__round, __ATOMIC_ACQUIRE) != 0)
		return EBUSY;
	inside = __atomic_or_fetch(&b->__inside, DESTROYING, __ATOMIC_ACQ_REL);
	while (inside != DESTROYING) {
		__xinim_wait(&b->__inside, inside, CLOCK_MONOTONIC, NULL, b->__shared);
		inside = __atomic_load_n(&b->__inside, __ATOMIC_ACQUIRE);
	}
	b->__count = 0;
	return 0;
}

/* Counts the caller in; the round's number, and whether it is the last one. */
static unsigned int arrive(pthread_barrier_t *b, bool *last)
{
	unsigned long old = __atomic_load_n(&b->__round, __ATOMIC_RELAXED), new;

	do {
		*last = (unsigned int)old + 1 == b->__count;
		new = *last ? ((old >> 32) + 1) << 32 : old + 1;
	} while (!__atomic_compare_exchange_n(
		&b->__round, &old, new, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
	return (unsigned int)(old >> 32);
}

int pthread_barrier_wait(pthread_barrier_t *b)
{
	unsigned int *number = (unsigned int *)&b->__round + 1, mine;
	bool shared = b->__shared, last;

	if (b->__count == 0)
		return EINVAL;
	__atomic_add_fetch(&b->__inside, 1, __ATOMIC_ACQUIRE);
	mine = arrive(b, &last);
	if (last)
		__xinim_wake(number, INT_MAX, shared);
	else
		while (__atomic_load_n(number, __ATOMIC_ACQUIRE) == mine)
			__xinim_wait(number, mine, CLOCK_MONOTONIC, NULL, shared);
	if (__atomic_sub_fetch(&b->__inside, 1, __ATOMIC_RELEASE) == DESTROYING)
		__xinim_wake(&b->__inside, INT_MAX, shared);
	return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

int pthread_barrierattr_init(pthread_barrierattr_t *attr)
{
	attr->__shared = PTHREAD_PROCESS_PRIVATE;
	return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attr)
{
	attr->__shared = -1;
	return 0;
}

int pthread_barrierattr_getpshared(
	const pthread_barrierattr_t *restrict attr, int *restrict shared)
{
	*shared = attr->__shared;
	return 0;
}

int pthread_barrierattr_setpshared(pthread_barrierattr_t *attr, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	attr->__shared = shared;
	return 0;
}
