/*
 * newlib-port/libgloss/xinim/thread/spin.c - locks that are waited for without sleeping.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>

#define TRIES 1000 /* then somebody else may have the processor */

int pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	*lock = 0;
	return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *lock)
{
	return *lock != 0 ? EBUSY : 0;
}

int pthread_spin_trylock(pthread_spinlock_t *lock)
{
	return __atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE) == 0 ? 0 : EBUSY;
}

int pthread_spin_lock(pthread_spinlock_t *lock)
{
	unsigned int tries = 0;

	while (__atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE) != 0)
		while (*lock != 0) {
			__builtin_ia32_pause();
			/* Its holder may have been interrupted where we run. */
			if (++tries % TRIES == 0)
				RAW(sched_yield);
		}
	return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *lock)
{
	__atomic_store_n(lock, 0, __ATOMIC_RELEASE);
	return 0;
}
