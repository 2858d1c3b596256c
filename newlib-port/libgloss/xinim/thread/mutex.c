/*
 * newlib-port/libgloss/xinim/thread/mutex.c - mutexes of all types.
 *
 * A normal mutex's word is 0 free, 1 locked, 2 locked and somebody may wait.
 * That of the other types and of robust ones has the owner's number, with
 * WAITED if somebody may wait; the kernel sets OWNER_DIED in a robust one's
 * (linux/futex.h has the bits). A robust mutex that is locked is in its owner's
 * list, which the kernel walks when the thread ends. One that inherits priorities
 * is handed over by the kernel to the most urgent that waits (FUTEX_LOCK_PI). Who
 * has one with a ceiling has been given that as priority before (ceiling.c).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include "mutex.h"

#include <limits.h>

#include "attr.h"
#include "ceiling.h"
#include "thread.h"

#define WAITED     0x80000000u
#define OWNER_DIED 0x40000000u
#define TID        0x3fffffffu

/* What became of a robust mutex whose owner died. */
enum { FINE, INCONSISTENT, NOT_RECOVERABLE };

/* The kernel wakes who waits for a robust one as if other processes could. */
static bool is_shared(const pthread_mutex_t *m)
{
	return m->__kind & (MUTEX_SHARED | MUTEX_ROBUST);
}

static bool swap(int *word, int *old, int new)
{
	return __atomic_compare_exchange_n(
		word, old, new, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* The robust list: entries are addresses of __list[1], the last one's is the head. */
static void robust_begin(pthread_mutex_t *m, struct thread *self)
{
	if (!self->robust_told) {
		self->robust.next = &self->robust;
		self->robust.offset = (long)offsetof(pthread_mutex_t, __lock) -
			(long)offsetof(pthread_mutex_t, __list[1]);
		RAW(set_robust_list, &self->robust, sizeof(self->robust));
		self->robust_told = true;
	}
	self->robust.pending = &m->__list[1];
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void robust_end(struct thread *self)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	self->robust.pending = NULL;
}

/* Before an entry is the address of what points at it. */
static void robust_add(pthread_mutex_t *m, struct thread *self)
{
	void **next = self->robust.next;

	m->__list[1] = next;
	m->__list[0] = &self->robust.next;
	if ((void *)next != &self->robust)
		next[-1] = &m->__list[1];
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	self->robust.next = &m->__list[1];
}

static void robust_remove(pthread_mutex_t *m, struct thread *self)
{
	void **before = m->__list[0], **next = m->__list[1];

	*before = next;
	if ((void *)next != &self->robust)
		next[-1] = before;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	m->__list[0] = m->__list[1] = NULL;
}

static int lock_normal(
	pthread_mutex_t *m, clockid_t clock, const struct timespec *until, bool moved)
{
	int old = 0, error;

	if (!moved && swap(&m->__lock, &old, 1))
		return 0;
	while (__atomic_exchange_n(&m->__lock, 2, __ATOMIC_ACQUIRE) != 0) {
		error = __xinim_wait(&m->__lock, 2, clock, until, is_shared(m));
		if (error == ETIMEDOUT || error == EINVAL)
			return error;
	}
	return 0;
}

/* It is the caller's already. */
static int lock_again(pthread_mutex_t *m)
{
	switch (m->__kind & MUTEX_TYPE) {
	case PTHREAD_MUTEX_RECURSIVE:
		if (m->__count == UINT_MAX)
			return EAGAIN;
		m->__count++;
		return 0;
	case PTHREAD_MUTEX_ERRORCHECK:
		return EDEADLK;
	default:
		return -1; /* a normal one is waited for, in vain */
	}
}

/* One try: 0, EOWNERDEAD, ENOTRECOVERABLE, EBUSY with the word seen in *seen. */
static int take(pthread_mutex_t *m, int tid, unsigned int waited, int *seen)
{
	int old = __atomic_load_n(&m->__lock, __ATOMIC_RELAXED);

	do {
		*seen = old;
		if (((unsigned int)old & TID) != 0)
			return EBUSY;
		if (__atomic_load_n(&m->__state, __ATOMIC_RELAXED) == NOT_RECOVERABLE)
			return ENOTRECOVERABLE;
	} while (!swap(&m->__lock, &old,
		(int)((unsigned int)tid | ((unsigned int)old & WAITED) | waited)));
	m->__count = 1;
	if (!((unsigned int)old & OWNER_DIED))
		return 0;
	m->__state = INCONSISTENT;
	return EOWNERDEAD;
}

/* Waits until it is not as it was seen any more, and says in it that we do. */
static int wait_owned(
	pthread_mutex_t *m, int seen, clockid_t clock, const struct timespec *until)
{
	int waited = (int)((unsigned int)seen | WAITED);

	if (seen != waited && !swap(&m->__lock, &seen, waited))
		return 0;
	return __xinim_wait(&m->__lock, (unsigned int)waited, clock, until, is_shared(m));
}

#define FUTEX_UNLOCK_PI 7
#define FUTEX_LOCK_PI2  13
#define FUTEX_PRIVATE   128
#define FUTEX_REALTIME  256

/* Nobody will ever give it back: as if it were locked for ever. */
static int wait_in_vain(pthread_mutex_t *m, clockid_t clock, const struct timespec *until)
{
	unsigned int old = (unsigned int)__atomic_load_n(&m->__lock, __ATOMIC_RELAXED);

	return (old & TID) == 0 ? 0 : __xinim_wait(&m->__lock, old, clock, until, true);
}

/*
 * The kernel has it wait, and hands it over. 0 or EOWNERDEAD: it is the caller's;
 * -1: it has to be looked at again.
 */
static int wait_inherited(
	pthread_mutex_t *m, clockid_t clock, const struct timespec *until)
{
	int how = FUTEX_LOCK_PI2 | (is_shared(m) ? 0 : FUTEX_PRIVATE) |
		(until != NULL && clock == CLOCK_REALTIME ? FUTEX_REALTIME : 0);
	long r = RAW(futex, &m->__lock, how, 0, until, NULL, 0);
	unsigned int old;

	old = (unsigned int)__atomic_load_n(&m->__lock, __ATOMIC_RELAXED) & TID;
	if (r == -ESRCH || (r == -EDEADLK && old == (unsigned int)__xinim_tid())) {
		r = -wait_in_vain(m, clock, until);
		return r == -ETIMEDOUT ? ETIMEDOUT : -1;
	}
	if (r == -ETIMEDOUT || r == -EINVAL || r == -EDEADLK)
		return (int)-r;
	if (r != 0)
		return -1;
	m->__count = 1;
	old = (unsigned int)__atomic_fetch_and(
		&m->__lock, (int)~OWNER_DIED, __ATOMIC_ACQUIRE);
	if (__atomic_load_n(&m->__state, __ATOMIC_RELAXED) == NOT_RECOVERABLE) {
		RAW(futex, &m->__lock,
			FUTEX_UNLOCK_PI | (is_shared(m) ? 0 : FUTEX_PRIVATE));
		return ENOTRECOVERABLE;
	}
	if (!(old & OWNER_DIED) || !(m->__kind & MUTEX_ROBUST))
		return 0;
	m->__state = INCONSISTENT;
	return EOWNERDEAD;
}

static int lock_owned(pthread_mutex_t *m, clockid_t clock, const struct timespec *until,
	bool moved, bool try)
{
	unsigned int waited = moved && !(m->__kind & MUTEX_INHERIT) ? WAITED : 0;
	int tid = __xinim_tid(), seen, error, r;

	for (;;) {
		error = take(m, tid, waited, &seen);
		if (error != EBUSY)
			return error;
		if (((unsigned int)seen & TID) == (unsigned int)tid &&
			(!try || (m->__kind & MUTEX_TYPE) == PTHREAD_MUTEX_RECURSIVE)) {
			r = lock_again(m);
			if (r >= 0)
				return r;
		}
		if (try)
			return EBUSY;
		if (m->__kind & MUTEX_INHERIT) {
			error = wait_inherited(m, clock, until);
			if (error >= 0)
				return error;
			continue;
		}
		error = wait_owned(m, seen, clock, until);
		if (error == ETIMEDOUT || error == EINVAL)
			return error;
		waited = WAITED;
	}
}

static int lock_robust(pthread_mutex_t *m, clockid_t clock, const struct timespec *until,
	bool moved, bool try)
{
	struct thread *self = thread_self();
	bool mine = ((unsigned int)m->__lock & TID) == (unsigned int)__xinim_tid();
	int error;

	robust_begin(m, self);
	error = lock_owned(m, clock, until, moved, try);
	if ((error == 0 && !mine) || error == EOWNERDEAD)
		robust_add(m, self);
	robust_end(self);
	return error;
}

/*
 * At the ceiling before it is locked, so that nobody comes between who wants it too.
 * One that the caller has already has done so.
 */
static int lock_protected(
	pthread_mutex_t *m, clockid_t clock, const struct timespec *until, bool try)
{
	bool mine = ((unsigned int)m->__lock & TID) == (unsigned int)__xinim_tid();
	int ceiling, error;

	ceiling = __atomic_load_n(&m->__spare[0], __ATOMIC_RELAXED);
	error = mine ? 0 : __xinim_ceiling_enter(ceiling);
	if (error != 0)
		return error;
	error = m->__kind & MUTEX_ROBUST ? lock_robust(m, clock, until, false, try)
					 : lock_owned(m, clock, until, false, try);
	if (mine)
		return error;
	if (error != 0 && error != EOWNERDEAD)
		__xinim_ceiling_leave(ceiling);
	else if (m->__spare[0] != ceiling)
		/* Changed meanwhile: what unlock will take back is the new one. */
		__xinim_ceiling_change(ceiling, m->__spare[0]);
	return error;
}

static int lock_any(
	pthread_mutex_t *m, clockid_t clock, const struct timespec *until, bool moved)
{
	if ((m->__kind & ~MUTEX_KINDS) != 0)
		return EINVAL;
	if ((m->__kind & ~MUTEX_SHARED) == PTHREAD_MUTEX_NORMAL)
		return lock_normal(m, clock, until, moved);
	if (m->__kind & MUTEX_PROTECT)
		return lock_protected(m, clock, until, false);
	if (m->__kind & MUTEX_ROBUST)
		return lock_robust(m, clock, until, moved, false);
	return lock_owned(m, clock, until, moved, false);
}

int __xinim_mutex_lock(
	pthread_mutex_t *m, clockid_t clock, const struct timespec *until, int moved)
{
	return lock_any(m, clock, until, moved);
}

/*
 * EINVAL: no mutex. EDEADLK: the caller has it, and it checks that. EAGAIN:
 * locked too often. EOWNERDEAD (it is the caller's), ENOTRECOVERABLE.
 */
int pthread_mutex_lock(pthread_mutex_t *m)
{
	if (m->__kind == PTHREAD_MUTEX_NORMAL) {
		int old = 0;
		bool swapped;

		/* As swap(), whose 0 would be made once more to be returned. */
		__asm__ volatile("lock cmpxchgl %3, %1"
				 : "+a"(old), "+m"(m->__lock), "=@ccz"(swapped)
				 : "r"(1)
				 : "memory");
		if (swapped)
			return old;
	}
	return lock_any(m, CLOCK_MONOTONIC, NULL, false);
}

int pthread_mutex_timedlock(
	pthread_mutex_t *restrict m, const struct timespec *restrict until)
{
	return lock_any(m, CLOCK_REALTIME, until, false);
}

int pthread_mutex_clocklock(pthread_mutex_t *restrict m, clockid_t clock,
	const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	return lock_any(m, clock, until, false);
}

int pthread_mutex_trylock(pthread_mutex_t *m)
{
	int old = 0;

	if ((m->__kind & ~MUTEX_KINDS) != 0)
		return EINVAL;
	if ((m->__kind & ~MUTEX_SHARED) == PTHREAD_MUTEX_NORMAL)
		return swap(&m->__lock, &old, 1) ? 0 : EBUSY;
	if (m->__kind & MUTEX_PROTECT)
		return lock_protected(m, CLOCK_MONOTONIC, NULL, true);
	if (m->__kind & MUTEX_ROBUST)
		return lock_robust(m, CLOCK_MONOTONIC, NULL, false, true);
	return lock_owned(m, CLOCK_MONOTONIC, NULL, false, true);
}

/* Free, or the kernel hands it to who waits. From then on the mutex may be gone. */
static void give_inherited(pthread_mutex_t *m, bool shared)
{
	int tid = __xinim_tid();

	if (!__atomic_compare_exchange_n(
		    &m->__lock, &tid, 0, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		RAW(futex, &m->__lock, FUTEX_UNLOCK_PI | (shared ? 0 : FUTEX_PRIVATE));
}

/* Apart, so that what is usual saves no registers. */
__attribute__((noinline)) static int unlock_owned(pthread_mutex_t *m)
{
	struct thread *self = thread_self();
	bool robust = m->__kind & MUTEX_ROBUST, shared = is_shared(m);
	int ceiling = m->__kind & MUTEX_PROTECT ? m->__spare[0] : 0;
	unsigned int old = (unsigned int)__atomic_load_n(&m->__lock, __ATOMIC_RELAXED);
	int most = 1;

	if ((old & TID) != (unsigned int)__xinim_tid())
		return EPERM;
	if (--m->__count != 0)
		return 0;
	if (robust) {
		self->robust.pending = &m->__list[1];
		__atomic_signal_fence(__ATOMIC_SEQ_CST);
		robust_remove(m, self);
		if (m->__state == INCONSISTENT) {
			m->__state = NOT_RECOVERABLE;
			most = INT_MAX;
		}
	}
	if (m->__kind & MUTEX_INHERIT) {
		give_inherited(m, shared);
		old = 0;
	} else {
		old = (unsigned int)__atomic_exchange_n(&m->__lock, 0, __ATOMIC_RELEASE);
	}
	if (robust)
		robust_end(self);
	/* From here on the mutex may be gone: only its address is used. */
	if (old & WAITED)
		__xinim_wake(&m->__lock, most, shared);
	if (ceiling)
		__xinim_ceiling_leave(ceiling);
	return 0;
}

/* Apart, too: one that other processes have as well, or that is none. */
__attribute__((noinline)) static int unlock_other(pthread_mutex_t *m)
{
	if (m->__kind != (PTHREAD_MUTEX_NORMAL | MUTEX_SHARED))
		return (m->__kind & ~MUTEX_KINDS) != 0 ? EINVAL : unlock_owned(m);
	if (__atomic_exchange_n(&m->__lock, 0, __ATOMIC_RELEASE) == 2)
		__xinim_wake(&m->__lock, 1, true);
	return 0;
}

/* One that was not just locked: LEFT is its word before, less one. */
__attribute__((noinline)) static int wake_next(pthread_mutex_t *m, int left)
{
	if (left == 1)
		__xinim_wake(&m->__lock, 1, false);
	return 0;
}

/* EPERM: not the caller's, and it knows whose it is. */
int pthread_mutex_unlock(pthread_mutex_t *m)
{
	int old = 0;
	bool alone;

	if (m->__kind != PTHREAD_MUTEX_NORMAL)
		return unlock_other(m);
	/* An exchange, and one less: 0 is what is returned, as in pthread_mutex_lock. */
	__asm__ volatile("xchgl %0, %1\n\tsubl $1, %0"
			 : "+r"(old), "+m"(m->__lock), "=@ccz"(alone)
			 :
			 : "memory");
	return alone ? old : wake_next(m, old);
}

/*
 * The mutex is locked meanwhile, without regard to its ceiling. EINVAL: it has none,
 * or that can be none; else as pthread_mutex_lock.
 */
int pthread_mutex_setprioceiling(
	pthread_mutex_t *restrict m, int ceiling, int *restrict before)
{
	bool mine;
	int error;

	if ((m->__kind & ~MUTEX_KINDS) != 0 || !(m->__kind & MUTEX_PROTECT) ||
		ceiling < CEILING_MIN || ceiling > CEILING_MAX)
		return EINVAL;
	mine = ((unsigned int)m->__lock & TID) == (unsigned int)__xinim_tid();
	if (mine) {
		error = __xinim_ceiling_change(m->__spare[0], ceiling);
	} else {
		error = m->__kind & MUTEX_ROBUST
			? lock_robust(m, CLOCK_MONOTONIC, NULL, false, false)
			: lock_owned(m, CLOCK_MONOTONIC, NULL, false, false);
		if (error == 0)
			/* What unlock takes back. */
			error = __xinim_ceiling_count(ceiling);
	}
	if (error != 0)
		return error;
	if (before != NULL)
		*before = m->__spare[0];
	__atomic_store_n(&m->__spare[0], ceiling, __ATOMIC_RELAXED);
	return mine ? 0 : unlock_owned(m);
}

int pthread_mutex_consistent(pthread_mutex_t *m)
{
	if ((m->__kind & ~MUTEX_KINDS) != 0 || !(m->__kind & MUTEX_ROBUST) ||
		m->__state != INCONSISTENT ||
		((unsigned int)m->__lock & TID) != (unsigned int)__xinim_tid())
		return EINVAL;
	m->__state = FINE;
	return 0;
}
