/*
 * kernel/process_event.c - what the controller of processes is told of them.
 *
 * One process, whose manifest has `control', decides about all the others. That
 * one has ended, was stopped or goes on waits in the process itself, so that
 * no event is ever lost for want of memory: of stops and continuations the last
 * one only. A process that has ended is kept until the controller releases it,
 * and its number with it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/process.h"

#include "kernel/user.h"

#include <xinim/errno.h>

static struct process *controller;
static struct list untold = LIST_INIT(untold); /* processes, by event_link */

bool process_set_controller(struct process *p)
{
	if (controller && controller != p)
		return false;
	controller = p;
	return true;
}

bool process_is_controller(const struct process *p)
{
	return p == controller;
}

bool process_controlled(void)
{
	return controller != NULL;
}

static void announce(struct process *p)
{
	if (list_empty(&p->event_link))
		list_add_tail(&untold, &p->event_link);
	notification_signal(&controller->events, XINIM_NOTIFY_EVENT);
}

bool process_tell_end(struct process *p)
{
	if (!controller)
		return false;
	list_remove(&p->sibling_link);
	p->parent = NULL;
	p->end_event = true;
	announce(p);
	return true;
}

void process_tell_job(struct process *p, uint32_t kind, int32_t status)
{
	if (!controller || p->zombie)
		return;
	p->job_event = kind;
	p->job_status = status;
	announce(p);
}

void process_controller_exit(struct process *p)
{
	struct process *q, *next;

	if (p != controller)
		return;
	controller = NULL;
	for (q = process_next(1); q; q = next) {
		next = process_next(q->pid + 1);
		list_remove(&q->event_link);
		q->job_event = 0;
		if (q->end_event || q->end_told)
			process_unlink(q);
	}
}

/* --- its operations --------------------------------------------------------------- */

int64_t process_take_event(uint64_t to)
{
	struct process *p = list_first(&untold, struct process, event_link);
	struct xinim_process_event e;
	struct xinim_process_times used;

	if (list_empty(&untold))
		return -EAGAIN;
	process_times(p, &used);
	e = (struct xinim_process_event){
		.pid = p->pid,
		.kind = p->job_event ? p->job_event : XINIM_PROCESS_ENDED,
		.status = p->job_event ? p->job_status : p->status,
		.user_ns = used.user_ns,
		.system_ns = used.system_ns,
		.max_resident = used.max_resident,
		.faults = used.faults,
	};
	if (copy_to_user(to, &e, sizeof(e)) != 0)
		return -EFAULT;
	if (p->job_event) {
		p->job_event = 0;
	} else {
		p->end_event = false;
		p->end_told = true;
	}
	if (!p->end_event)
		list_remove(&p->event_link);
	return 0;
}

int64_t process_hide(uint64_t pid, uint64_t hidden)
{
	struct process *p = pid <= INT32_MAX ? process_find((int32_t)pid) : NULL;

	if (!p)
		return -ESRCH;
	if (!p->end_told)
		return -EBUSY;
	p->hidden = hidden != 0;
	return 0;
}

int64_t process_release(uint64_t pid)
{
	struct process *p = pid <= INT32_MAX ? process_find((int32_t)pid) : NULL;

	if (!p)
		return -ESRCH;
	if (!p->end_told)
		return -EBUSY;
	process_unlink(p);
	return 0;
}
