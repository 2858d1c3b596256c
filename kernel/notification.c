/*
 * kernel/notification.c - words of bits that never block who sets them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/slab.h"
#include "kernel/thread.h"

#include <xinim/errno.h>

static void wake_waiters(struct notification *n, uint64_t bits)
{
	struct list *l, *next;

	list_for_each_safe (l, next, &n->waiters) {
		struct thread *t = list_entry(l, struct thread, ipc_link);

		if (t->ipc_label & bits)
			sched_wake(t);
	}
}

static void notification_destroy(struct cap_object *o)
{
	struct notification *n = (struct notification *)o;

	notification_unbind(n); /* who waits has a reference: there is nobody */
	kfree(n);
}

void notification_init(struct notification *n)
{
	cap_object_init(&n->cap, XINIM_CAP_NOTIFICATION, notification_destroy);
	list_init(&n->bound_link);
	list_init(&n->waiters);
}

struct notification *notification_create(void)
{
	struct notification *n = kmalloc(sizeof(*n));

	if (n)
		notification_init(n);
	return n;
}

void notification_signal(struct notification *n, uint64_t bits)
{
	bool had = n->word != 0;

	kdebug_locked();
	n->word |= bits;
	wake_waiters(n, bits);
	if (n->bound && n->word && !had) {
		n->bound->pending++;
		endpoint_kick(n->bound);
	}
}

int64_t notification_wait(struct notification *n, uint64_t mask, uint64_t timeout)
{
	struct thread *t = current_thread();
	uint64_t deadline, bits;
	bool late = false;

	if (!(n->word & mask) && timeout == 0)
		return -EAGAIN;
	deadline = ipc_deadline(timeout);
	cap_object_get(&n->cap);
	while (!(n->word & mask) && !late && !t->killed) {
		t->ipc_label = mask;
		list_add_tail(&n->waiters, &t->ipc_link);
		late = thread_sleep_until(deadline);
		list_remove(&t->ipc_link);
	}
	bits = n->word & mask;
	n->word &= ~bits;
	if (bits && !n->word && n->bound)
		n->bound->pending--;
	cap_object_put(&n->cap);
	return bits ? (int64_t)bits : t->killed ? -EINTR : -ETIMEDOUT;
}

int notification_bind(struct notification *n, struct endpoint *e)
{
	if (n->bound)
		return -EBUSY;
	n->bound = e;
	list_add_tail(&e->bound, &n->bound_link);
	if (n->word) {
		e->pending++;
		endpoint_kick(e);
	}
	return 0;
}

void notification_unbind(struct notification *n)
{
	if (!n->bound)
		return;
	list_remove(&n->bound_link);
	if (n->word)
		n->bound->pending--;
	n->bound = NULL;
}
