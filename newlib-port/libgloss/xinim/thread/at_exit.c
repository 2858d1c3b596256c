/*
 * newlib-port/libgloss/xinim/thread/at_exit.c - what runs when a thread ends: the
 * destructors of C++'s thread_local objects.
 *
 * Part of a program only if the compiler's library for C++ calls it; who ends threads and
 * processes refers to it weakly.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>

#include "thread.h"

struct at_thread_exit {
	struct at_thread_exit *before;
	void (*destructor)(void *);
	void *object;
};

int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object, void *dso)
{
	struct at_thread_exit *a = malloc(sizeof(*a));

	(void)dso; /* there is one */
	if (a == NULL)
		return -1;
	*a = (struct at_thread_exit){ thread_self()->at_exit, destructor, object };
	thread_self()->at_exit = a;
	return 0;
}

void __xinim_thread_at_exit(void)
{
	struct thread *self = thread_self();
	struct at_thread_exit *a;

	/* A destructor may use a thread_local object that has not been used yet. */
	while ((a = self->at_exit) != NULL) {
		self->at_exit = a->before;
		a->destructor(a->object);
		free(a);
	}
}
