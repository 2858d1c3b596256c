/*
 * newlib-port/libgloss/xinim/thread/cond.c - condition variables.
 *
 * __turn changes with every signal; who waits, waits while it is what it was
 * under the mutex. The kernel wakes first who came first, so a signal finds one
 * that waited before it. Once it is woken a waiter does not touch the variable
 * any more, which may be gone by then. A broadcast wakes one and moves the
 * others to the mutex's queue; each wakes the next when it unlocks.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "attr.h"
#include "mutex.h"
#include "thread.h"

#define FUTEX_REQUEUE_PRIVATE (3 | 128)
#define DESTROYED             0xffffffffu

static int wait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock,
	const struct timespec *until)
{
	bool shared = c->__flags & COND_SHARED;
	unsigned int turn;
	int error, locked;

	if (c->__flags == DESTROYED)
		return EINVAL;
	if (until != NULL && __xinim_check_time(clock, until) != 0)
		return EINVAL;
	/* A broadcast can move waiters only between two private words. */
	if (shared ||
		m->__kind & (MUTEX_SHARED | MUTEX_ROBUST | MUTEX_INHERIT | MUTEX_PROTECT))
		__atomic_store_n(&c->__mutex, NULL, __ATOMIC_RELAXED);
	else
		__atomic_store_n(&c->__mutex, m, __ATOMIC_RELAXED);
	__atomic_store_n(&c->__waited, 1, __ATOMIC_RELAXED);
	turn = __atomic_load_n(&c->__turn, __ATOMIC_RELAXED);
	error = pthread_mutex_unlock(m);
	if (error != 0)
		return error;
	error = __xinim_wait_cancellable(&c->__turn, turn, clock, until, shared);
	locked = __xinim_mutex_lock(m, CLOCK_MONOTONIC, NULL, true);
	if (error == ECANCELED)
		__xinim_cancel_self();
	if (locked != 0)
		return locked;
	return error == ETIMEDOUT ? ETIMEDOUT : 0;
}

static clockid_t clock_of(const pthread_cond_t *c)
{
	return c->__flags & COND_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

/* EPERM: the mutex knows that it is not the caller's. */
int pthread_cond_wait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m)
{
	return wait(c, m, CLOCK_MONOTONIC, NULL);
}

int pthread_cond_timedwait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m,
	const struct timespec *restrict until)
{
	return wait(c, m, clock_of(c), until);
}

int pthread_cond_clockwait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m,
	clockid_t clock, const struct timespec *restrict until)
{
	return wait(c, m, clock, until);
}

int pthread_cond_signal(pthread_cond_t *c)
{
	bool shared = c->__flags & COND_SHARED;

	if (c->__flags == DESTROYED)
		return EINVAL;
	if (__atomic_load_n(&c->__waited, __ATOMIC_RELAXED) == 0)
		return 0;
	__atomic_add_fetch(&c->__turn, 1, __ATOMIC_SEQ_CST);
	__xinim_wake(&c->__turn, 1, shared);
	return 0;
}

int pthread_cond_broadcast(pthread_cond_t *c)
{
	bool shared = c->__flags & COND_SHARED;
	pthread_mutex_t *m;

	if (c->__flags == DESTROYED)
		return EINVAL;
	if (__atomic_exchange_n(&c->__waited, 0, __ATOMIC_SEQ_CST) == 0)
		return 0;
	m = __atomic_load_n(&c->__mutex, __ATOMIC_RELAXED);
	__atomic_add_fetch(&c->__turn, 1, __ATOMIC_SEQ_CST);
	if (m == NULL)
		__xinim_wake(&c->__turn, INT_MAX, shared);
	else
		RAW(futex, &c->__turn, FUTEX_REQUEUE_PRIVATE, 1, INT_MAX, &m->__lock, 0);
	return 0;
}

int pthread_cond_init(pthread_cond_t *restrict c, const pthread_condattr_t *restrict attr)
{
	/*
	 * A broadcast, and the variable is destroyed and its memory another's,
	 * while a waiter was just about to wait: it must not find there what it
	 * read before. So no two variables begin alike, nor with a small number.
	 */
	static unsigned int beginning = 0x58494e4d;
	unsigned int flags = attr != NULL ? attr->__flags : 0;

	if (flags & ~(COND_SHARED | COND_MONOTONIC))
		return EINVAL;
	memset(c, 0, sizeof(*c));
	c->__turn = __atomic_add_fetch(&beginning, 0x9e3779b1, __ATOMIC_RELAXED);
	c->__flags = flags;
	return 0;
}

int pthread_cond_destroy(pthread_cond_t *c)
{
	if (c->__flags == DESTROYED)
		return EINVAL;
	c->__turn++;
	c->__flags = DESTROYED;
	return 0;
}

int pthread_condattr_init(pthread_condattr_t *attr)
{
	attr->__flags = 0;
	return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attr)
{
	attr->__flags = DESTROYED;
	return 0;
}

int pthread_condattr_getclock(
	const pthread_condattr_t *restrict attr, clockid_t *restrict clock)
{
	*clock = attr->__flags & COND_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
	return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	attr->__flags = (attr->__flags & ~COND_MONOTONIC) |
		(clock == CLOCK_MONOTONIC ? COND_MONOTONIC : 0);
	return 0;
}

int pthread_condattr_getpshared(
	const pthread_condattr_t *restrict attr, int *restrict shared)
{
	*shared = attr->__flags & COND_SHARED ? PTHREAD_PROCESS_SHARED
					      : PTHREAD_PROCESS_PRIVATE;
	return 0;
}

int pthread_condattr_setpshared(pthread_condattr_t *attr, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	attr->__flags = (attr->__flags & ~COND_SHARED) | (shared ? COND_SHARED : 0);
	return 0;
}
