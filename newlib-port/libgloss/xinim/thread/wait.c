/*
 * newlib-port/libgloss/xinim/thread/wait.c - waiting for a word to change: futex(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include "thread.h"

#define FUTEX_WAKE        1
#define FUTEX_WAIT_BITSET 9
#define FUTEX_PRIVATE     128
#define FUTEX_REALTIME    256

int __xinim_check_time(clockid_t clock, const struct timespec *until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	return (unsigned long)until->tv_nsec >= 1000000000UL ? EINVAL : 0;
}

static int how_to_wait(clockid_t clock, bool shared)
{
	return FUTEX_WAIT_BITSET | (shared ? 0 : FUTEX_PRIVATE) |
		(clock == CLOCK_REALTIME ? FUTEX_REALTIME : 0);
}

/* The kernel refuses a second before the epoch; it is past in any case. */
static int check(clockid_t clock, const struct timespec *until)
{
	int error;

	if (until == NULL)
		return 0;
	error = __xinim_check_time(clock, until);
	if (error != 0)
		return error;
	return until->tv_sec < 0 ? ETIMEDOUT : 0;
}

static int meaning(long result)
{
	return result == -EAGAIN || result > 0 ? 0 : (int)-result;
}

int __xinim_wait(const void *word, unsigned int value, clockid_t clock,
	const struct timespec *until, bool shared)
{
	int error = check(clock, until);

	if (error != 0)
		return error;
	return meaning(
		RAW(futex, word, how_to_wait(clock, shared), value, until, NULL, -1));
}

int __xinim_wait_cancellable(const void *word, unsigned int value, clockid_t clock,
	const struct timespec *until, bool shared)
{
	int error = check(clock, until);
	long r;

	if (error != 0)
		return error;
	r = __xinim_cancellable(SYS_futex, (long)word, how_to_wait(clock, shared), value,
		(long)until, 0, -1);
	if (r == -EINTR && cancel_due(thread_self()))
		return ECANCELED;
	return meaning(r);
}

void __xinim_wake(const void *word, int most, bool shared)
{
	RAW(futex, word, FUTEX_WAKE | (shared ? 0 : FUTEX_PRIVATE), most);
}

/*
 * The library's locks are held for less than a call takes, so that who holds one on another
 * CPU is waited for a moment. Not if somebody waits already, nor for long: it may not run.
 */
#define MOMENT 50

void __xinim_lock_wait(int *lock)
{
	for (int i = 0; i < MOMENT; i++) {
		int old = __atomic_load_n(lock, __ATOMIC_RELAXED);

		if (old == 0 &&
			__atomic_compare_exchange_n(
				lock, &old, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return;
		if (old == 2)
			break;
		__builtin_ia32_pause();
	}
	while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0)
		__xinim_wait(lock, 2, CLOCK_MONOTONIC, NULL, false);
}
