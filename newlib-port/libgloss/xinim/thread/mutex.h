/*
 * newlib-port/libgloss/xinim/thread/mutex.h - of mutexes, what condition variables need.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_THREAD_MUTEX_H
#define XINIM_LIBGLOSS_THREAD_MUTEX_H

#include <pthread.h>
#include <time.h>

/*
 * Locks it as one of those that may have been moved to its queue: whoever
 * unlocks it wakes the next. until NULL: waits for ever.
 */
int __xinim_mutex_lock(
	pthread_mutex_t *m, clockid_t clock, const struct timespec *until, int moved);

#endif
