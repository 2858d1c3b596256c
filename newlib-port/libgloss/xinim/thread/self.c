/*
 * newlib-port/libgloss/xinim/thread/self.c - who runs.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>

#include "thread.h"

int __xinim_threads_lock;
struct thread *__xinim_threads;
int __xinim_thread_count = 1;
int __xinim_forks;

int __xinim_tid(void)
{
	struct thread *t = thread_self();

	if (t->tid == 0)
		t->tid = (int)RAW(gettid);
	return t->tid;
}

pthread_t pthread_self(void)
{
	return (pthread_t)thread_self();
}

int pthread_equal(pthread_t a, pthread_t b)
{
	return a == b;
}
