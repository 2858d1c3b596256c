/*
 * kernel/endpoint.c - messages, where the fast path does not apply.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/thread.h"

#include <xinim/errno.h>

#define CALL_STEP (1UL << 32) /* a call's number: a count, above the thread's number */
#define NO_LIMIT  ((uint64_t)XINIM_FOREVER)

#define WOKEN_AT_ONCE 16 /* of many that wait in vain */

enum kind { KIND_SEND, KIND_CALL, KIND_ROUTED };

/* Senders and notifications that a receive could take. */
static uint32_t waiting(const struct endpoint *e)
{
	return (uint32_t)e->pending;
}

bool ipc_waits_for_reply(const struct thread *t)
{
	return t->ipc_state >= IPC_WAIT_REPLY && t->ipc_state <= IPC_WAIT_ROUTED_SLOW;
}

static bool is_routed(const struct thread *t)
{
	return t->ipc_state == IPC_WAIT_ROUTED || t->ipc_state == IPC_WAIT_ROUTED_SLOW;
}

static struct list dying = LIST_INIT(dying); /* nobody has them, but some wait there */

/* False: many wait there; the next call goes on. */
static bool destroy_some(struct endpoint *e)
{
	if (!endpoint_fail(e, -EPIPE))
		return false;
	while (!list_empty(&e->bound))
		notification_unbind(
			list_first(&e->bound, struct notification, bound_link));
	list_remove(&e->owner_link);
	quota_free(e);
	return true;
}

static void endpoint_destroy(struct cap_object *o)
{
	struct endpoint *e = (struct endpoint *)o;

	list_remove(&e->owner_link);
	if (!destroy_some(e))
		list_add_tail(&dying, &e->owner_link);
}

void endpoint_reap(void)
{
	while (!list_empty(&dying)) {
		kernel_preemption_point();
		if (!list_empty(&dying))
			destroy_some(list_first(&dying, struct endpoint, owner_link));
	}
}

void endpoint_init(struct endpoint *e, struct process *owner)
{
	cap_object_init(&e->cap, XINIM_CAP_ENDPOINT, endpoint_destroy);
	list_init(&e->timed_receivers);
	list_init(&e->senders);
	list_init(&e->bound);
	list_init(&e->owner_link);
	e->owner = owner;
	if (owner)
		list_add_tail(&owner->endpoints, &e->owner_link);
}

struct endpoint *endpoint_create(struct process *owner)
{
	struct endpoint *e = quota_alloc(quota_current(), sizeof(*e));

	if (e)
		endpoint_init(e, owner);
	return e;
}

/* --- waiting and its end ------------------------------------------------------- */

void ipc_timed_out(struct timer *timer)
{
	struct thread *t = list_entry(timer, struct thread, ipc_timer);

	ipc_cancel(t, -ETIMEDOUT);
	sched_wake(t);
}

uint64_t ipc_deadline(uint64_t timeout)
{
	uint64_t now = arch_clock_ns();

	return timeout < NO_LIMIT - now ? now + timeout : NO_LIMIT;
}

static void enqueue(
	struct thread *t, enum ipc_state state, struct endpoint *e, uint64_t timeout)
{
	t->ipc_state = state;
	t->ipc_endpoint = e;
	if (state == IPC_SENDING) {
		list_add_tail(&e->senders, &t->ipc_link);
		e->pending++;
	} else if (state == IPC_RECEIVING && timeout == NO_LIMIT) {
		t->ipc_next = e->receivers;
		e->receivers = t;
	} else if (state == IPC_RECEIVING) {
		list_add_tail(&e->timed_receivers, &t->ipc_link);
	}
	if (timeout != NO_LIMIT)
		thread_arm_timer(&t->ipc_timer, ipc_deadline(timeout));
}

/* Out of its endpoint's queues; how it ends is the caller's to say. */
static void dequeue(struct thread *t)
{
	struct endpoint *e = t->ipc_endpoint;

	if (t->ipc_state == IPC_SENDING) {
		list_remove(&t->ipc_link);
		e->pending--;
	} else if (t->ipc_state == IPC_RECEIVING && !list_empty(&t->ipc_link)) {
		list_remove(&t->ipc_link);
	} else if (t->ipc_state == IPC_RECEIVING) {
		struct thread **link = &e->receivers;

		while (*link != t)
			link = &(*link)->ipc_next;
		*link = t->ipc_next;
	}
	timer_cancel(&t->ipc_timer);
	if (t->ipc_state == IPC_WAIT_BITS) {
		list_remove(&t->ipc_link);
		cap_object_put(&t->ipc_notification->cap);
		t->ipc_notification = NULL;
	}
	/* A receiver's stays, as in the fast path: by it ipc_lend_queued knows who serves there. */
	if (t->ipc_state != IPC_RECEIVING)
		t->ipc_endpoint = NULL;
	t->ipc_state = IPC_NONE;
}

void ipc_wait_for_bits(struct notification *n, uint64_t mask, uint64_t timeout)
{
	struct thread *t = current_thread();

	cap_object_get(&n->cap);
	t->ipc_notification = n;
	t->ipc_label = mask;
	list_add_tail(&n->waiters, &t->ipc_link);
	enqueue(t, IPC_WAIT_BITS, NULL, timeout);
	sched_block_stackless();
}

void ipc_cancel(struct thread *t, int error)
{
	struct process *server = NULL;

	if (t->ipc_state == IPC_NONE)
		return;
	if (ipc_waits_for_reply(t))
		server = t->ipc_server;
	dequeue(t);
	ipc_take_back(t);
	t->ipc_server = NULL;
	frame_set_result(t->frame, error);
	if (server)
		notification_signal(&server->events, XINIM_NOTIFY_CANCEL);
}

void ipc_tell_server(struct thread *t)
{
	if (ipc_waits_for_reply(t))
		notification_signal(&t->ipc_server->events, XINIM_NOTIFY_CANCEL);
}

void ipc_interrupt(struct thread *t, bool quiet)
{
	if (ipc_waits_for_reply(t)) {
		if (!quiet)
			ipc_tell_server(t);
		return;
	}
	/* What nobody has received yet is as good as not begun. */
	if (t->ipc_state == IPC_SENDING && t->ipc_kind == KIND_ROUTED) {
		ipc_cancel(t, -XINIM_ERESTARTNOINTR);
	} else if (t->ipc_state == IPC_WAIT_BITS && !timer_armed(&t->ipc_timer)) {
		ipc_cancel(t, -XINIM_ERESTARTSYS);
	} else {
		/* A reply that came before the receive has been given. */
		if (t->ipc_state == IPC_RECEIVING)
			frame_set_number(t->frame, NUMBER_ipc_receive);
		ipc_cancel(t, -XINIM_ERESTARTNOHAND);
	}
	sched_wake(t);
}

bool endpoint_fail(struct endpoint *e, int error)
{
	struct thread *t;

	for (unsigned most = WOKEN_AT_ONCE; most > 0; most--) {
		if (e->receivers)
			t = e->receivers;
		else if (!list_empty(&e->timed_receivers))
			t = list_first(&e->timed_receivers, struct thread, ipc_link);
		else if (!list_empty(&e->senders))
			t = list_first(&e->senders, struct thread, ipc_link);
		else
			return true;
		ipc_cancel(t, error);
		sched_wake(t);
	}
	return false;
}

/* --- delivery -------------------------------------------------------------------- */

static struct thread *first_receiver(const struct endpoint *e)
{
	if (e->receivers)
		return e->receivers;
	if (!list_empty(&e->timed_receivers))
		return list_first(&e->timed_receivers, struct thread, ipc_link);
	return NULL;
}

/*
 * Word 5 of the message is a capability of `from`: `to` gets one derived from
 * it, and finds its number, or an error, in that word.
 */
static void pass_cap(const struct thread *from, const struct thread *to)
{
	struct cap *c;
	int slot = cap_find(from->process, from->frame->arg[5], XINIM_CAP_NONE,
		XINIM_RIGHT_GRANT, &c);

	if (slot == 0)
		slot = cap_derive(c, to->process, c->rights, 0);
	to->frame->arg[5] = (uint64_t)(int64_t)slot;
}

/* The message of `from`, who waits for the answer if it is a call, goes into to's frame. */
static void deliver(struct thread *from, struct thread *to, enum kind kind)
{
	uint64_t call = 0;

	memcpy(to->frame->arg, from->frame->arg, sizeof(to->frame->arg));
	if (from->ipc_label & XINIM_LABEL_CAP)
		pass_cap(from, to);
	if (kind != KIND_SEND) {
		from->call_id = (from->call_id + CALL_STEP) & INT64_MAX;
		call = from->call_id;
		from->ipc_server = to->process;
		from->ipc_state = kind == KIND_CALL ? IPC_WAIT_REPLY : IPC_WAIT_ROUTED;
		if (from->priority > to->base_priority)
			ipc_lend(from, to);
		if (from->lent_to || from->ipc_deadline != NO_LIMIT)
			from->ipc_state += IPC_WAIT_REPLY_SLOW - IPC_WAIT_REPLY;
	}
	frame_set_received(to->frame, call, from->ipc_badge, from->ipc_label);
}

/* The next bits for a receiver on e; 0: none. */
static uint64_t take_bits(struct endpoint *e)
{
	struct notification *n;

	list_for_each_entry (n, &e->bound, bound_link) {
		uint64_t bits = n->word;

		if (bits) {
			n->word = 0;
			e->pending--;
			return bits;
		}
	}
	return 0;
}

static void deliver_bits(struct thread *to, uint64_t bits)
{
	memset(to->frame->arg, 0, sizeof(to->frame->arg));
	to->frame->arg[0] = bits;
	frame_set_received(to->frame, 0, 0, XINIM_LABEL_NOTIFICATION);
}

/* If e has bits or a sender, puts that into t's frame. */
static bool take_pending(struct endpoint *e, struct thread *t)
{
	uint64_t bits;
	struct thread *from;

	if (!waiting(e))
		return false;
	bits = take_bits(e);
	if (bits) {
		deliver_bits(t, bits);
		return true;
	}
	from = list_first(&e->senders, struct thread, ipc_link);
	dequeue(from);
	ipc_take_back(from);
	deliver(from, t, (enum kind)from->ipc_kind);
	if (from->ipc_kind == KIND_SEND) {
		frame_set_result(from->frame, 0);
		sched_wake(from);
	} else if (from->ipc_deadline != NO_LIMIT) {
		thread_arm_timer(&from->ipc_timer, from->ipc_deadline);
	}
	return true;
}

void endpoint_kick(struct endpoint *e)
{
	struct thread *to;

	while (waiting(e) && (to = first_receiver(e))) {
		dequeue(to);
		take_pending(e, to);
		sched_wake(to);
	}
}

/* --- the calls --------------------------------------------------------------------- */

/* Nobody but the caller itself could ever receive there. */
static bool own_endpoint(const struct thread *t, const struct endpoint *e)
{
	return e->owner == t->process && t->process->threads.next == &t->process_link &&
		t->process->threads.prev == &t->process_link && !e->readers_elsewhere;
}

/* A label that the sender may use; if it passes a capability, one it may pass. */
static int check_label(const struct frame *f)
{
	struct cap *c;

	if (frame_ipc_label(f) & XINIM_LABEL_NOTIFICATION)
		return -EINVAL;
	if (!(frame_ipc_label(f) & XINIM_LABEL_CAP))
		return 0;
	return cap_find(current_thread()->process, f->arg[5], XINIM_CAP_NONE,
		XINIM_RIGHT_GRANT, &c);
}

/* Sends the current thread's message; returns only if that ends without waiting. */
static int64_t send(struct endpoint *e, uint64_t badge, uint64_t label, enum kind kind,
	uint64_t timeout)
{
	struct thread *t = current_thread(), *to = first_receiver(e);

	if (!to && timeout == 0)
		return -EAGAIN;
	if (!to && own_endpoint(t, e))
		return -EDEADLK;
	if ((!to || kind != KIND_SEND) && signal_interrupts(t))
		return signal_restart(kind == KIND_ROUTED ? -XINIM_ERESTARTNOINTR
							  : -XINIM_ERESTARTNOHAND);
	t->ipc_badge = badge;
	t->ipc_label = label;
	t->ipc_kind = kind;
	t->ipc_deadline = timeout == 0 ? NO_LIMIT : ipc_deadline(timeout);
	if (!to) {
		enqueue(t, IPC_SENDING, e, timeout);
		ipc_lend_queued(t, e);
		sched_block_stackless();
	}
	dequeue(to);
	deliver(t, to, kind);
	if (kind == KIND_SEND) {
		sched_wake(to);
		return 0;
	}
	if (t->ipc_deadline != NO_LIMIT)
		thread_arm_timer(&t->ipc_timer, t->ipc_deadline);
	sched_switch_to_stackless(to);
}

static int64_t receive(struct endpoint *e, struct frame *f, uint64_t timeout)
{
	struct thread *t = current_thread();

	t->process->receives = true;
	/* Asking for work the first time ends a server's start-up, even if some is there. */
	process_is_ready(t->process);
	t->ipc_endpoint = e;
	if (take_pending(e, t))
		return (int64_t)f->rax;
	if (!e->owner)
		return -EPIPE;
	if (timeout == 0)
		return -EAGAIN;
	if (signal_interrupts(t)) {
		frame_set_number(f, NUMBER_ipc_receive);
		return signal_restart(-XINIM_ERESTARTNOHAND);
	}
	enqueue(t, IPC_RECEIVING, e, timeout);
	sched_block_stackless();
}

struct thread *ipc_find_call(const struct process *p, uint64_t call)
{
	struct thread *t = thread_find((uint32_t)call);

	if (!t || t->call_id != call || t->ipc_server != p)
		return NULL;
	return ipc_waits_for_reply(t) ? t : NULL;
}

struct thread *ipc_find_routed(const struct process *p, uint64_t call)
{
	struct thread *t = ipc_find_call(p, call);

	return t && is_routed(t) ? t : NULL;
}

void ipc_withdraw(struct thread *t)
{
	dequeue(t);
	ipc_take_back(t);
	t->ipc_server = NULL;
}

void ipc_forward(struct thread *t, struct endpoint *e)
{
	struct thread *to = first_receiver(e);

	ipc_withdraw(t);
	/* The fast path kept none of these. */
	t->ipc_badge = (uint64_t)t->process->pid;
	t->ipc_label = frame_syscall_number(t->frame);
	t->ipc_kind = KIND_ROUTED;
	t->ipc_deadline = NO_LIMIT;
	if (!to) {
		enqueue(t, IPC_SENDING, e, NO_LIMIT);
		ipc_lend_queued(t, e);
		return;
	}
	dequeue(to);
	deliver(t, to, KIND_ROUTED);
	sched_wake(to);
}

/* Answers t's call with the current thread's words. t is not woken. */
static void answer(struct thread *t, const struct frame *f)
{
	if (is_routed(t)) {
		frame_set_result(t->frame, (int64_t)f->arg[0]);
	} else {
		memcpy(t->frame->arg, f->arg, sizeof(t->frame->arg));
		if (frame_ipc_label(f) & XINIM_LABEL_CAP)
			pass_cap(current_thread(), t);
		frame_set_result(t->frame, 0);
	}
	dequeue(t);
	t->ipc_server = NULL;
	ipc_take_back(t);
}

static int64_t reply(struct frame *f)
{
	struct thread *t =
		ipc_find_call(current_thread()->process, frame_ipc_reply_to(f));

	if (!t)
		return -ESRCH;
	answer(t, f);
	sched_wake(t);
	return 0;
}

static int64_t send_by_cap(struct frame *f, enum kind kind)
{
	struct cap *c;
	int error;

	error = cap_find(current_thread()->process, frame_ipc_cap(f), XINIM_CAP_ENDPOINT,
		XINIM_RIGHT_WRITE, &c);
	if (error)
		return error;
	if (!c->send->owner)
		return -EPIPE;
	error = check_label(f);
	if (error)
		return error;
	return send(c->send, c->badge, frame_ipc_label(f), kind, frame_ipc_timeout(f));
}

int64_t ipc_slow_call(struct frame *f)
{
	return send_by_cap(f, KIND_CALL);
}

int64_t ipc_slow_send(struct frame *f)
{
	return send_by_cap(f, KIND_SEND);
}

int64_t ipc_slow_receive(struct frame *f)
{
	struct cap *c;
	int error;

	error = cap_find(current_thread()->process, frame_ipc_cap(f), XINIM_CAP_ENDPOINT,
		XINIM_RIGHT_READ, &c);
	return error ? error : receive(c->receive, f, frame_ipc_timeout(f));
}

int64_t ipc_slow_reply(struct frame *f)
{
	return reply(f);
}

/* Checks both halves first: either both are done or neither. */
int64_t ipc_slow_reply_receive(struct frame *f)
{
	struct cap *c;
	int64_t error;

	current_thread()->slow &= ~(uint64_t)THREAD_SLOW_TURN;
	error = cap_find(current_thread()->process, frame_ipc_cap(f), XINIM_CAP_ENDPOINT,
		XINIM_RIGHT_READ, &c);
	if (error)
		return error;
	if (!c->receive->owner && !waiting(c->receive))
		return -EPIPE;
	if (frame_ipc_reply_to(f)) {
		error = reply(f);
		if (error)
			return error;
	}
	return receive(c->receive, f, frame_ipc_timeout(f));
}

int64_t ipc_send_routed(struct endpoint *e, unsigned number, uint64_t timeout)
{
	return send(e, (uint64_t)current_thread()->process->pid, number, KIND_ROUTED,
		timeout);
}
