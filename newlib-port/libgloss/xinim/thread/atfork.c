/*
 * newlib-port/libgloss/xinim/thread/atfork.c - fork() in a program with threads.
 *
 * The child has the calling thread only. What the others held stays as it was:
 * so the library's locks that are held shortly (malloc, the list of streams,
 * environment, ...) are taken first, and in the child they are free again. A
 * stream that another thread used just then is unlocked in the child, with
 * what it had in its buffer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "thread.h"

struct handlers {
	struct handlers *older, *newer;
	void (*prepare)(void);
	void (*parent)(void);
	void (*child)(void);
};

static int lock;
static struct handlers *newest, *oldest;

int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
	struct handlers *h = malloc(sizeof(*h));

	if (h == NULL)
		return ENOMEM;
	*h = (struct handlers){ .prepare = prepare, .parent = parent, .child = child };
	xinim_lock(&lock);
	h->older = newest;
	if (newest != NULL)
		newest->newer = h;
	else
		oldest = h;
	newest = h;
	xinim_unlock(&lock);
	return 0;
}

static void before(void)
{
	struct handlers *h;

	xinim_lock(&lock);
	h = newest;
	xinim_unlock(&lock);
	for (; h != NULL; h = h->older)
		if (h->prepare != NULL)
			h->prepare();
}

static void after(bool child)
{
	void (*call)(void);

	for (struct handlers *h = oldest; h != NULL; h = h->newer) {
		call = child ? h->child : h->parent;
		if (call != NULL)
			call();
	}
}

/* The other threads are not there: their stacks are free. */
static void forget_others(void)
{
	struct thread *self = thread_self(), *t, *next;

	for (t = __xinim_threads; t != NULL; t = next) {
		next = t->next;
		if (t == self)
			continue;
		t->tid = 0;
		__xinim_stack_give(t);
	}
	__xinim_threads = NULL;
	__xinim_thread_count = 1;
	self->next = self->prev = NULL;
	self->tid = 0; /* another: asked for when it is wanted */
	self->joiner = NULL;
	self->kill_lock = 0;
	self->robust_told = false;
	self->robust.next = &self->robust;
}

/*
 * The order: no one who holds a later lock waits for an earlier one. The list
 * of threads is last, held by nobody who allocates.
 */
static long fork_plainly(void)
{
	long r;

	__xinim_locks_before_fork();
	xinim_lock(&__xinim_threads_lock);
	r = RAW(fork);
	xinim_unlock(&__xinim_threads_lock);
	if (r == 0) {
		__xinim_forks++;
		lock = 0;
		forget_others();
	}
	__xinim_locks_after_fork(r == 0);
	return r;
}

pid_t __xinim_fork(struct _reent *reent)
{
	long r;

	before();
	r = fork_plainly();
	after(r == 0);
	return (pid_t)__xinim_result(reent, r);
}

/* POSIX.1-2024: without the handlers of pthread_atfork, for a signal handler to call. */
pid_t _Fork(void)
{
	return (pid_t)__xinim_result(_REENT, fork_plainly());
}
