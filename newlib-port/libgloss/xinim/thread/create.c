/*
 * newlib-port/libgloss/xinim/thread/create.c - a thread's beginning and end.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "../tls.h"
#include "attr.h"
#include "../malloc_cache.h"
#include "thread.h"

#define THREAD_FLAGS                                                        \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
		CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |        \
		CLONE_CHILD_CLEARTID)

__attribute__((noreturn)) void __xinim_thread_begin(struct thread *self);

/* Before there is a second thread, the first one becomes one like the others. */
static void first_thread_joins(struct thread *self)
{
	if (__xinim_threads != NULL)
		return;
	/* From now on its end is told, too: somebody might join it. */
	self->tid = (int)RAW(set_tid_address, &self->tid);
	__xinim_threads = self;
}

static void list_add(struct thread *t)
{
	struct thread *self = thread_self();

	xinim_lock(&__xinim_threads_lock);
	first_thread_joins(self);
	t->prev = NULL;
	t->next = __xinim_threads;
	__xinim_threads->prev = t;
	__xinim_threads = t;
	xinim_unlock(&__xinim_threads_lock);
	__atomic_add_fetch(&__xinim_thread_count, 1, __ATOMIC_RELAXED);
}

static void list_remove(struct thread *t)
{
	xinim_lock(&__xinim_threads_lock);
	if (t->prev != NULL)
		t->prev->next = t->next;
	else if (__xinim_threads == t)
		__xinim_threads = t->next;
	if (t->next != NULL)
		t->next->prev = t->prev;
	t->next = t->prev = NULL;
	xinim_unlock(&__xinim_threads_lock);
}

/* The thread-local pointer to struct _reent, in a thread that does not run yet. */
static struct _reent **reent_of(struct thread *t)
{
	char *mine = (char *)&__xinim_reent;

	return (struct _reent **)(mine - (char *)thread_self() + (char *)t);
}

static void prepare(
	struct thread *t, const pthread_attr_t *attr, void *(*start)(void *), void *arg)
{
	const struct thread *self = thread_self();

	t->stack_guard = self->stack_guard;
	t->pointer_guard = self->pointer_guard;
	t->state = attr->__flags & ATTR_DETACHED ? THREAD_DETACHED : THREAD_JOINABLE;
	t->start = start;
	t->arg = arg;
	_REENT_INIT_PTR_ZEROED(&t->reent);
	*reent_of(t) = &t->reent;
}

/* What a new thread is to have besides; it waits meanwhile. */
static int set_up(struct thread *t, const pthread_attr_t *attr)
{
	long r = 0;

	if (attr->__flags & ATTR_EXPLICIT)
		r = RAW(sched_setscheduler, t->tid, attr->__policy, &attr->__param);
	if (r == 0 && attr->__cpus != NULL) {
		r = RAW(sched_setaffinity, t->tid, attr->__cpus_size, attr->__cpus);
		r = r > 0 ? 0 : r;
	}
	__atomic_store_n(&t->go, r == 0 ? GO_WAITED : GO_AWAY, __ATOMIC_RELEASE);
	__xinim_wake(&t->go, 1, false);
	return (int)-r;
}

static int run(struct thread *t, const pthread_attr_t *attr)
{
	bool waits = (attr->__flags & ATTR_EXPLICIT) || attr->__cpus != NULL;
	void *stack = (void *)(((uintptr_t)t - __xinim_tls_below()) & -16UL);
	uint64_t all = ~0UL, before;
	int error = 0;
	long r;

	t->go = waits ? GO_WAIT : GO_NOW;
	/* A thread that may not start must not run a handler either. */
	if (waits)
		RAW(rt_sigprocmask, 0, &all, &t->start_mask, 8);
	before = t->start_mask;
	r = __xinim_clone(THREAD_FLAGS, stack, &t->tid, &t->tid, t);
	if (r > 0 && waits)
		error = set_up(t, attr);
	if (waits)
		RAW(rt_sigprocmask, 2, &before, NULL, 8);
	return r < 0 ? EAGAIN : error;
}

/*
 * EAGAIN: no memory for a stack, or too many threads. EINVAL: attr is none.
 * EPERM: it wants a scheduling that the process may not have.
 */
int pthread_create(pthread_t *restrict id, const pthread_attr_t *restrict attr,
	void *(*start)(void *), void *restrict arg)
{
	static const pthread_attr_t usual = DEFAULT_ATTR;
	struct thread *t;
	int error;

	if (attr == NULL)
		attr = &usual;
	if (attr->__set != ATTR_SET)
		return EINVAL;
	t = __xinim_stack_take(attr);
	if (t == NULL)
		return EAGAIN;
	prepare(t, attr, start, arg);
	list_add(t);
	/* Before it runs: a detached one may be gone when clone returns. */
	*id = (pthread_t)t;
	error = run(t, attr);
	if (error == 0)
		return 0;
	while (__atomic_load_n(&t->tid, __ATOMIC_ACQUIRE) != 0)
		__xinim_wait(&t->tid, t->tid, CLOCK_MONOTONIC, NULL, true);
	list_remove(t);
	__atomic_sub_fetch(&__xinim_thread_count, 1, __ATOMIC_RELAXED);
	__xinim_stack_give(t);
	return error;
}

void __xinim_thread_begin(struct thread *self)
{
	while (__atomic_load_n(&self->go, __ATOMIC_ACQUIRE) == GO_WAIT)
		__xinim_wait(&self->go, GO_WAIT, CLOCK_MONOTONIC, NULL, false);
	if (self->go == GO_AWAY)
		for (;;)
			RAW(exit, 0);
	if (self->go == GO_WAITED)
		RAW(rt_sigprocmask, 2, &self->start_mask, NULL, 8);
	__xinim_thread_exit(self->start(self->arg));
}

/*
 * The last instructions: the block is another's as soon as the kernel has
 * cleared its tid, or the joiner has it.
 */
__attribute__((noreturn)) static void leave(struct thread *self)
{
	unsigned long all = ~0UL;
	int joinable = THREAD_JOINABLE;

	/* Nobody sends it a signal by its number from here on. */
	RAW(rt_sigprocmask, 0, &all, NULL, 8);
	xinim_lock(&self->kill_lock);
	self->gone = true;
	xinim_unlock(&self->kill_lock);
	list_remove(self);
	if (!__atomic_compare_exchange_n(&self->state, &joinable, THREAD_ENDED, false,
		    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) &&
		__xinim_stack_leave(self)) {
		RAW(set_tid_address, 0);
		__xinim_unmap_and_exit(self->map, self->map_size);
	}
	for (;;)
		RAW(exit, 0);
}

void __xinim_cleanup_until(struct thread *self, uintptr_t address)
{
	while (self->cleanup != NULL && (uintptr_t)self->cleanup < address) {
		struct __xinim_cleanup *c = self->cleanup;

		self->cleanup = c->__outer;
		c->__routine(c->__arg);
	}
}

void __xinim_thread_exit(void *result)
{
	struct thread *self = thread_self();

	__atomic_or_fetch(&self->cancel, CANCEL_OFF | CANCEL_ENDING, __ATOMIC_RELAXED);
	self->result = result;
	__xinim_cleanup_until(self, UINTPTR_MAX);
	if (__xinim_thread_at_exit)
		__xinim_thread_at_exit();
	__xinim_keys_end(self);
	/* With the last thread the process ends, as if by exit(0). */
	if (__atomic_sub_fetch(&__xinim_thread_count, 1, __ATOMIC_ACQ_REL) == 0)
		exit(0);
	if (__xinim_reent != _GLOBAL_REENT)
		_reclaim_reent(__xinim_reent);
	__xinim_malloc_thread_end();
	leave(self);
}

void pthread_exit(void *result)
{
	__xinim_thread_leave(result);
}

void __xinim_cleanup_push(
	struct __xinim_cleanup *node, void (*routine)(void *), void *arg)
{
	struct thread *self = thread_self();

	node->__routine = routine;
	node->__arg = arg;
	node->__outer = self->cleanup;
	self->cleanup = node;
}

void __xinim_cleanup_pop(struct __xinim_cleanup *node, int run_it)
{
	thread_self()->cleanup = node->__outer;
	if (run_it)
		node->__routine(node->__arg);
}
