/*
 * kernel/vm_wait.c - threads that wait for a page by its index.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm_wait.h"

#include "kernel/sched.h"
#include "kernel/thread.h"

#include <xinim/errno.h>

/* On the waiting thread's stack. */
struct waiter {
	struct list link;
	struct thread *thread;
	uint64_t index;
	int error;
	bool done;
};

/* The list's members are on stacks of threads that take them off before they go on. */
#pragma GCC diagnostic ignored "-Wdangling-pointer"

int vm_wait(struct list *waiters, uint64_t index)
{
	struct waiter w = { .thread = current_thread(), .index = index };

	list_add_tail(waiters, &w.link);
	while (!w.done && !w.thread->killed)
		sched_block();
	list_remove(&w.link);
	return w.done ? w.error : -EINTR;
}

bool vm_wait_by(const struct process *p)
{
	return current_thread()->process == p;
}

bool vm_wait_end(struct list *waiters, uint64_t index, int error)
{
	struct list *l, *next;
	bool any = false;

	list_for_each_safe (l, next, waiters) {
		struct waiter *w = list_entry(l, struct waiter, link);

		if (w->index != index)
			continue;
		list_remove(&w->link);
		w->error = error;
		w->done = true;
		sched_wake(w->thread);
		any = true;
	}
	return any;
}
