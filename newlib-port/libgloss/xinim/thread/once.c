/*
 * newlib-port/libgloss/xinim/thread/once.c - what is to be done once.
 *
 * 0: not begun. DONE. Else who runs it is at it, in the process whose number of
 * forks stands above: a child of fork() whose parent was at it begins anew.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <limits.h>
#include <pthread.h>

#include "thread.h"

#define RUNS 1
#define DONE 2

static void begin_again(void *once)
{
	__atomic_store_n((int *)once, 0, __ATOMIC_RELEASE);
	__xinim_wake(once, INT_MAX, false);
}

int pthread_once(pthread_once_t *once, void (*routine)(void))
{
	int now = RUNS | __xinim_forks << 2, is;

	for (;;) {
		is = __atomic_load_n(once, __ATOMIC_ACQUIRE);
		if (is == DONE)
			return 0;
		if (is == now) {
			__xinim_wait(
				once, (unsigned int)now, CLOCK_MONOTONIC, NULL, false);
			continue;
		}
		if (__atomic_compare_exchange_n(
			    once, &is, now, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			break;
	}
	pthread_cleanup_push(begin_again, once);
	routine();
	pthread_cleanup_pop(0);
	__atomic_store_n(once, DONE, __ATOMIC_RELEASE);
	__xinim_wake(once, INT_MAX, false);
	return 0;
}
