/*
 * kernel/ipc_lend.c - priorities that callers lend to who works for them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/ipc.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/thread.h"

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
	list_add_tail(&to->lenders, &t->lender_link);
	ipc_priority_changed(to);
}

void ipc_take_back(struct thread *t)
{
	struct thread *to = t->lent_to;

	if (!to)
		return;
	t->lent_to = NULL;
	list_remove(&t->lender_link);
	ipc_priority_changed(to);
}

void ipc_drop_lenders(struct thread *t)
{
	struct list *l;

	while ((l = list_pop(&t->lenders)))
		list_entry(l, struct thread, lender_link)->lent_to = NULL;
}
