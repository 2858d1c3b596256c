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
#include "kernel/thread.h"

#include <xinim/errno.h>

/* t, in IPC_WAIT_BITS, has these. It is not woken. */
static inline void give_bits(struct thread *t, uint64_t bits)
{
	list_remove(&t->ipc_link);
	if (timer_armed(&t->ipc_timer))
		timer_cancel(&t->ipc_timer);
	t->ipc_notification->cap.refs--; /* whoever signals it has another */
	t->ipc_state = IPC_NONE;
	frame_set_result(t->frame, (int64_t)bits);
}

/*
 * Those who wait for bits that are set go on, first come, first served. One that
 * is all in its frame is given them; the others look for themselves.
 */
static void serve_waiters(struct notification *n)
{
	struct list *l, *next;

	list_for_each_safe (l, next, &n->waiters) {
		struct thread *t = list_entry(l, struct thread, ipc_link);
		uint64_t bits = t->ipc_label & n->word;

		if (!bits)
			continue;
		if (t->ipc_state == IPC_WAIT_BITS) {
			n->word &= ~bits;
			give_bits(t, bits);
		}
		sched_wake(t);
	}
}

static void notification_destroy(struct cap_object *o)
{
	struct notification *n = (struct notification *)o;

	timer_cancel(&n->alarm);
	notification_unbind(n); /* who waits has a reference: there is nobody */
	quota_free(n);
}

static void alarm_went_off(struct timer *timer)
{
	struct notification *n = (struct notification *)((char *)timer -
		offsetof(struct notification, alarm));

	/* Who waits for it may have the only reference, and gives that up. */
	cap_object_get(&n->cap);
	notification_signal(n, n->alarm_bits);
	cap_object_put(&n->cap);
}

void notification_alarm(struct notification *n, uint64_t bits, uint64_t when)
{
	n->alarm_bits = bits;
	if (when)
		thread_arm_timer(&n->alarm, when);
	else
		timer_cancel(&n->alarm);
}

void notification_init(struct notification *n)
{
	cap_object_init(&n->cap, XINIM_CAP_NOTIFICATION, notification_destroy);
	list_init(&n->bound_link);
	list_init(&n->waiters);
	timer_init(&n->alarm, alarm_went_off);
}

struct notification *notification_create(void)
{
	struct notification *n = quota_alloc(quota_current(), sizeof(*n));

	if (n)
		notification_init(n);
	return n;
}

void notification_signal(struct notification *n, uint64_t bits)
{
	bool had = n->word != 0;

	kdebug_locked();
	n->word |= bits;
	serve_waiters(n);
	if (n->bound && n->word && !had) {
		n->bound->pending++;
		endpoint_kick(n->bound);
	}
}

/* By a signal: a wait with a limit would start anew, so it is not made again. */
static int64_t interrupted(uint64_t timeout)
{
	return signal_restart(timeout == (uint64_t)XINIM_FOREVER ? -XINIM_ERESTARTSYS
								 : -XINIM_ERESTARTNOHAND);
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
	while (!(n->word & mask) && !late && !signal_interrupts(t)) {
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
	if (bits)
		return (int64_t)bits;
	if (late)
		return -ETIMEDOUT;
	return interrupted(timeout);
}

int64_t notification_wait_stackless(
	struct notification *n, uint64_t mask, uint64_t timeout)
{
	uint64_t bits = n->word & mask;

	if (!bits && timeout == 0)
		return -EAGAIN;
	if (!bits && signal_interrupts(current_thread()))
		return interrupted(timeout);
	if (!bits)
		ipc_wait_for_bits(n, mask, timeout);
	n->word &= ~bits;
	if (!n->word && n->bound)
		n->bound->pending--;
	return (int64_t)bits;
}

/* notification_wait(cap, mask, timeout): the bits that came. READ. */
int64_t notification_wait_call(struct frame *f)
{
	uint64_t mask = f->arg[1] & INT64_MAX;
	struct cap *c;
	int error = cap_find(current_thread()->process, f->arg[0], XINIM_CAP_NOTIFICATION,
		XINIM_RIGHT_READ, &c);

	if (error)
		return error;
	if (!mask)
		return -EINVAL;
	return notification_wait_stackless(
		(struct notification *)c->object, mask, f->arg[2]);
}

/* One thread waits, for just these bits, as is the common case. NULL: it is not so. */
static struct thread *only_waiter(struct notification *n, uint64_t bits)
{
	struct list *first = n->waiters.next;
	struct thread *t = list_entry(first, struct thread, ipc_link);

	if (first != n->waiters.prev || first == &n->waiters || n->word ||
		t->ipc_state != IPC_WAIT_BITS || bits & ~t->ipc_label || !bits)
		return NULL;
	return t;
}

/* notification_signal(cap, bits): sets them. WRITE. */
struct notification_signalled notification_signal_call(struct frame *f)
{
	struct notification_signalled out = { 0, NULL };
	uint64_t bits = f->arg[1];
	struct notification *n;
	struct thread *t;
	struct cap *c;

	out.result = cap_find(current_thread()->process, f->arg[0],
		XINIM_CAP_NOTIFICATION, XINIM_RIGHT_WRITE, &c);
	if (out.result)
		return out;
	if ((int64_t)bits < 0) { /* the top bit would make an error of the word */
		out.result = -EINVAL;
		return out;
	}
	n = (struct notification *)c->object;
	t = only_waiter(n, bits);
	if (!t) {
		notification_signal(n, bits);
		return out;
	}
	give_bits(t, bits);
	if (sched_wake_direct(t)) {
		frame_set_result(f, 0);
		out.next = t;
	}
	return out;
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
