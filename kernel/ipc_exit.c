/*
 * kernel/ipc_exit.c - a process ends: nobody waits for its answers any longer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/thread.h"

#include <xinim/errno.h>

/* Added to `pending` of an endpoint without an owner: the fast path leaves it alone. */
#define ORPHAN (1UL << 32)

#define LOOKED_AT_ONCE 256 /* threads */
#define LOOKS_OF_WAKE  16  /* to wake one takes as long as to look at so many */

/* Its maker has ended: nobody can receive there any more. */
static void orphan(struct endpoint *e)
{
	e->owner = NULL;
	e->pending += ORPHAN;
	cap_object_get(&e->cap);
	while (!endpoint_fail(e, -EPIPE))
		kernel_preemption_point();
	cap_object_put(&e->cap);
}

/* t's call, which somebody had received, gets no answer. */
static void leave_unanswered(struct thread *t)
{
	bool routed =
		t->ipc_state == IPC_WAIT_ROUTED || t->ipc_state == IPC_WAIT_ROUTED_SLOW;
	int error = routed ? -EIO : -EPIPE;

	ipc_withdraw(t);
	frame_set_result(t->frame, error);
	sched_wake(t);
}

void ipc_process_exit(struct process *p)
{
	unsigned spent = 0;
	uint32_t tid = 0;
	struct list *l;

	route_process_exit(p);
	while ((l = list_pop(&p->endpoints)))
		orphan(list_entry(l, struct endpoint, owner_link));
	while (p->receives &&
		(tid = numbers_next(&thread_numbers, tid + 1)) < NUMBERS_MAX) {
		struct thread *t = thread_find(tid);

		spent++;
		if (ipc_waits_for_reply(t) && t->ipc_server == p) {
			leave_unanswered(t);
			spent += LOOKS_OF_WAKE;
		}
		if (spent >= LOOKED_AT_ONCE) {
			spent = 0;
			kernel_preemption_point();
		}
	}
}
