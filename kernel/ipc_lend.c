/*
 * kernel/ipc_lend.c - priorities that callers lend to who works for them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/ipc.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/thread.h"

#define MOST_LOOKED_AT  64 /* threads of a server */
#define MOST_IN_CHAIN   16 /* that have a priority from one another */
#define DROPPED_AT_ONCE 256

void ipc_priority_changed(struct thread *t)
{
	while (t) {
		uint32_t priority = t->base_priority;
		const struct thread *lender;

		list_for_each_entry (lender, &t->lenders, lender_link)
			if (lender->priority > priority)
				priority = lender->priority;
		if (priority == t->priority)
			return;
		sched_set_priority(t, priority);
		t = t->lent_to;
	}
}

void ipc_lend(struct thread *t, struct thread *to)
{
	t->lent_to = to;
	list_add_head(&to->lenders, &t->lender_link);
	for (; to && t->priority > to->priority; to = to->lent_to)
		sched_set_priority(to, t->priority);
}

/* The thread of p that received last at e, and is to receive there again, perhaps. */
static struct thread *receiver_of(const struct process *p, const struct endpoint *e)
{
	struct thread *first = NULL, *t;
	unsigned seen = 0;

	list_for_each_entry (t, &p->threads, process_link) {
		if (!first)
			first = t;
		if (t->ipc_endpoint == e && t->ipc_state != IPC_SENDING)
			return t;
		if (++seen == MOST_LOOKED_AT)
			break;
	}
	return first;
}

static bool lends_to(const struct thread *t, const struct thread *to)
{
	unsigned n = 0;

	while (t && t != to && n++ < MOST_IN_CHAIN)
		t = t->lent_to;
	return t != NULL;
}

void ipc_lend_queued(struct thread *t, const struct endpoint *e)
{
	struct process *p = e->owner;

	for (unsigned n = 0; p && n < MOST_IN_CHAIN; n++) {
		struct thread *to = receiver_of(p, e);

		if (!to || lends_to(to, t))
			return;
		ipc_lend(t, to);
		/* It may wait itself for one that it lent nothing, as there was no need. */
		if (to->lent_to ||
			(to->ipc_state != IPC_WAIT_REPLY &&
				to->ipc_state != IPC_WAIT_ROUTED))
			return;
		to->ipc_state += IPC_WAIT_REPLY_SLOW - IPC_WAIT_REPLY;
		p = to->ipc_server;
		e = NULL;
		t = to;
	}
}

/* Does one of t's lenders, the last mostly, have the priority that t has? */
static bool lent_as_much(const struct thread *t)
{
	const struct thread *lender;

	list_for_each_entry (lender, &t->lenders, lender_link)
		if (lender->priority == t->priority)
			return true;
	return false;
}

void ipc_take_back(struct thread *t)
{
	struct thread *to = t->lent_to;

	if (!to)
		return;
	t->lent_to = NULL;
	list_remove(&t->lender_link);
	/* As long as others lend as much nothing changes, and one of them is soon found. */
	if (t->priority >= to->priority && !lent_as_much(to))
		ipc_priority_changed(to);
}

bool ipc_drop_lenders(struct thread *t)
{
	unsigned most = DROPPED_AT_ONCE;
	struct list *l;

	while (most-- > 0 && (l = list_pop(&t->lenders)))
		list_entry(l, struct thread, lender_link)->lent_to = NULL;
	return list_empty(&t->lenders);
}
