/*
 * newlib-port/libgloss/xinim/thread/rwlock.c - locks that many read under and one writes.
 *
 * __state counts the readers, or is WRITER; with WAITED somebody may wait for
 * it to become free, and whoever frees it wakes all.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "thread.h"

#define WAITED 0x80000000u
#define WRITER 0x7fffffffu

static bool swap(pthread_rwlock_t *l, unsigned int *old, unsigned int new)
{
	return __atomic_compare_exchange_n(
		&l->__state, old, new, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* EBUSY with what was seen in *seen. */
static int try_read(pthread_rwlock_t *l, unsigned int *seen)
{
	unsigned int old = __atomic_load_n(&l->__state, __ATOMIC_RELAXED), held;

	do {
		*seen = old;
		held = old & ~WAITED;
		if (held == WRITER)
			return EBUSY;
		if (l->__kind == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP &&
			held != 0 &&
			__atomic_load_n(&l->__writers, __ATOMIC_RELAXED) != 0)
			return EBUSY;
		if (held == WRITER - 1)
			return EAGAIN;
	} while (!swap(l, &old, old + 1));
	return 0;
}

static int try_write(pthread_rwlock_t *l, unsigned int *seen)
{
	unsigned int old = __atomic_load_n(&l->__state, __ATOMIC_RELAXED);

	do {
		*seen = old;
		if ((old & ~WAITED) != 0)
			return EBUSY;
	} while (!swap(l, &old, old | WRITER));
	l->__owner = __xinim_tid();
	return 0;
}

static int lock(pthread_rwlock_t *l, int (*try)(pthread_rwlock_t *, unsigned int *),
	clockid_t clock, const struct timespec *until)
{
	unsigned int seen;
	int error;

	for (;;) {
		error = try(l, &seen);
		if (error != EBUSY)
			return error;
		if ((seen & ~WAITED) == WRITER && l->__owner == __xinim_tid())
			return EDEADLK;
		if (!(seen & WAITED) && !swap(l, &seen, seen | WAITED))
			continue;
		error = __xinim_wait(
			&l->__state, seen | WAITED, clock, until, l->__shared);
		if (error == ETIMEDOUT || error == EINVAL)
			return error;
	}
}

static int read_lock(pthread_rwlock_t *l, clockid_t clock, const struct timespec *until)
{
	return l->__dead ? EINVAL : lock(l, try_read, clock, until);
}

/* Readers that a writer held up go on when it gives up. */
static void writer_gave_up(pthread_rwlock_t *l)
{
	unsigned int old;

	if (__atomic_sub_fetch(&l->__writers, 1, __ATOMIC_RELAXED) != 0)
		return;
	old = __atomic_fetch_and(&l->__state, ~WAITED, __ATOMIC_RELAXED);
	if (old & WAITED)
		__xinim_wake(&l->__state, INT_MAX, l->__shared);
}

static int write_lock(pthread_rwlock_t *l, clockid_t clock, const struct timespec *until)
{
	unsigned int seen;
	int error;

	if (l->__dead)
		return EINVAL;
	if (try_write(l, &seen) == 0)
		return 0;
	__atomic_add_fetch(&l->__writers, 1, __ATOMIC_RELAXED);
	error = lock(l, try_write, clock, until);
	if (error == 0)
		__atomic_sub_fetch(&l->__writers, 1, __ATOMIC_RELAXED);
	else
		writer_gave_up(l);
	return error;
}

/* EAGAIN: too many readers. EDEADLK: the caller writes. EINVAL: no lock. */
int pthread_rwlock_rdlock(pthread_rwlock_t *l)
{
	return read_lock(l, CLOCK_MONOTONIC, NULL);
}

int pthread_rwlock_timedrdlock(
	pthread_rwlock_t *restrict l, const struct timespec *restrict until)
{
	return read_lock(l, CLOCK_REALTIME, until);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict l, clockid_t clock,
	const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	return read_lock(l, clock, until);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *l)
{
	unsigned int seen;

	return l->__dead ? EINVAL : try_read(l, &seen);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *l)
{
	return write_lock(l, CLOCK_MONOTONIC, NULL);
}

int pthread_rwlock_timedwrlock(
	pthread_rwlock_t *restrict l, const struct timespec *restrict until)
{
	return write_lock(l, CLOCK_REALTIME, until);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict l, clockid_t clock,
	const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	return write_lock(l, clock, until);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *l)
{
	unsigned int seen;

	return l->__dead ? EINVAL : try_write(l, &seen);
}

/* EPERM: nobody holds it, or another thread writes. */
int pthread_rwlock_unlock(pthread_rwlock_t *l)
{
	unsigned int old = __atomic_load_n(&l->__state, __ATOMIC_RELAXED), new;
	bool shared = l->__shared;

	if ((old & ~WAITED) == 0)
		return EPERM;
	if ((old & ~WAITED) == WRITER) {
		if (l->__owner != __xinim_tid())
			return EPERM;
		l->__owner = 0;
	}
	do {
		unsigned int held = old & ~WAITED;

		new = held == WRITER || held == 1 ? 0 : old - 1;
	} while (!__atomic_compare_exchange_n(
		&l->__state, &old, new, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
	if (new == 0 && old & WAITED)
		__xinim_wake(&l->__state, INT_MAX, shared);
	return 0;
}

int pthread_rwlock_init(
	pthread_rwlock_t *restrict l, const pthread_rwlockattr_t *restrict attr)
{
	memset(l, 0, sizeof(*l));
	if (attr != NULL) {
		l->__kind = attr->__kind;
		l->__shared = attr->__shared;
	}
	return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *l)
{
	if (l->__dead)
		return EINVAL;
	if ((__atomic_load_n(&l->__state, __ATOMIC_RELAXED) & ~WAITED) != 0)
		return EBUSY;
	l->__dead = 1;
	return 0;
}

int pthread_rwlockattr_init(pthread_rwlockattr_t *attr)
{
	memset(attr, 0, sizeof(*attr));
	return 0;
}

int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attr)
{
	memset(attr, 0, sizeof(*attr));
	return 0;
}

int pthread_rwlockattr_getpshared(
	const pthread_rwlockattr_t *restrict attr, int *restrict shared)
{
	*shared = attr->__shared;
	return 0;
}

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attr, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	attr->__shared = shared;
	return 0;
}

int pthread_rwlockattr_getkind_np(
	const pthread_rwlockattr_t *restrict attr, int *restrict kind)
{
	*kind = attr->__kind;
	return 0;
}

int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *attr, int kind)
{
	if (kind < PTHREAD_RWLOCK_PREFER_READER_NP ||
		kind > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
		return EINVAL;
	attr->__kind = kind;
	return 0;
}
