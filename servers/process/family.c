/*
 * servers/process/family.c - how processes end, and what that means for others.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/family.h"

#include <errno.h>

#include <xinim/abi.h>

#include "servers/process/groups.h"
#include "servers/process/ipc.h"
#include "servers/process/kernel.h"
#include "servers/process/policies.h"
#include "servers/process/signals.h"
#include "servers/process/timers.h"
#include "servers/process/usage.h"
#include "servers/process/vfs.h"
#include "servers/process/wait.h"

void family_identity(const struct proc *p)
{
	const struct cred *c = &p->cred;
	const struct xinim_identity id = {
		.ppid = p->parent ? proc_pid(p->parent) : 0,
		.uid = c->user.real,
		.euid = c->user.effective,
		.suid = c->user.saved,
		.gid = c->group.real,
		.egid = c->group.effective,
		.sgid = c->group.saved,
	};

	if (!p->ended)
		(void)kernel_process(
			(uint64_t)p->cap, XINIM_PROCESS_IDENTITY, (uintptr_t)&id, 0, 0);
}

void family_reap(struct proc *p)
{
	struct proc *parent = p->parent;

	if (parent) {
		usage_add(&parent->used_children, &p->used);
		usage_add(&parent->used_children, &p->used_children);
	}
	proc_remove(p);
}

/* Who inherits p's children: the next above it that wants orphans, or PID 1. */
static struct proc *reaper_of(const struct proc *p)
{
	struct proc *above;

	for (above = p->parent; above; above = above->parent) {
		if (above->subreaper && !above->ended)
			return above;
	}
	above = proc_known(PID_INIT);
	return above == p ? NULL : above;
}

/* p has ended, and its parent is to hear of it. Afterwards it may be no more. */
static void tell_parent(struct proc *p)
{
	struct proc *parent = p->parent;
	bool nobody_waits = signal_parent(p);

	if (!nobody_waits) {
		list_remove(&p->sibling);
		list_add_tail(&parent->dead, &p->sibling);
		wait_child_changed(p);
		/* For who waited for the same one, or for other things of it. */
		wait_child_gone(parent);
		return;
	}
	if (parent)
		family_reap(p);
	else
		proc_remove(p);
	if (parent)
		wait_child_gone(parent);
}

static void give_child_away(struct proc *child, struct proc *from, struct proc *to)
{
	list_remove(&child->sibling);
	child->parent = to;
	child->exit_signal = SIGCHLD; /* whoever it is now expects no other */
	if (to)
		list_add_tail(&to->children, &child->sibling);
	if (child->ended) {
		tell_parent(child);
		return;
	}
	family_identity(child);
	if (child->death_signal)
		signal_from(from, child, child->death_signal);
	group_lost(child, from, false);
}

static void give_children_away(struct proc *p)
{
	struct proc *to = reaper_of(p);

	while (!list_empty(&p->children))
		give_child_away(list_first(&p->children, struct proc, sibling), p, to);
	while (!list_empty(&p->dead))
		give_child_away(list_first(&p->dead, struct proc, sibling), p, to);
}

void family_vfork_over(struct proc *p)
{
	if (p->vfork_call)
		(void)server_answer(p->vfork_call, proc_pid(p));
	p->vfork_call = 0;
}

static void ended(struct proc *p, const struct xinim_process_event *e)
{
	p->ended = true;
	p->stopped = p->tell_stopped = p->tell_continued = false;
	p->status = e->status;
	p->used = (struct usage){
		.user_ns = e->user_ns,
		.system_ns = e->system_ns,
		.max_resident = e->max_resident,
		.faults = e->faults,
	};
	xinim_cap_close(p->cap);
	p->cap = 0;
	timers_drop_all(p);
	policies_forget(p);
	wait_forget(p);
	ipc_forget(p);
	undo_leave(p);
	shm_forget_groups(p);
	vfs_exit(proc_pid(p));
	family_vfork_over(p);
	group_lost(p, p->parent, true);
	give_children_away(p);
	if (!p->parent && proc_pid(p) != PID_INIT)
		p->parent = proc_known(PID_INIT);
	tell_parent(p);
}

static void stopped(struct proc *p, const struct xinim_process_event *e)
{
	p->stopped = p->tell_stopped = true;
	p->tell_continued = false;
	p->status = e->status;
	(void)signal_parent(p);
	if (p->parent)
		wait_child_changed(p);
}

static void continued(struct proc *p)
{
	p->stopped = p->tell_stopped = false;
	p->tell_continued = true;
	p->status = 0xffff;
	vfs_continued(proc_pid(p));
	(void)signal_parent(p);
	if (p->parent)
		wait_child_changed(p);
}

/* One that nobody has heard of but the kernel has ended: it was PID 1's child. */
static void unknown_ended(const struct xinim_process_event *e)
{
	struct proc *init = proc_find(PID_INIT);
	struct proc *p = init ? proc_create(e->pid, 0, init) : NULL;

	if (p)
		ended(p, e);
	else
		kernel_release((uint32_t)e->pid);
}

static void handle(const struct xinim_process_event *e)
{
	struct proc *p =
		e->kind == XINIM_PROCESS_ENDED ? proc_known(e->pid) : proc_find(e->pid);

	if (!p) {
		if (e->kind == XINIM_PROCESS_ENDED)
			unknown_ended(e);
		return;
	}
	if (p->ended)
		return;
	switch (e->kind) {
	case XINIM_PROCESS_ENDED:
		ended(p, e);
		break;
	case XINIM_PROCESS_STOPPED:
		stopped(p, e);
		break;
	case XINIM_PROCESS_CONTINUED:
		continued(p);
		break;
	}
}

void family_events(void)
{
	struct xinim_process_event e;

	while (kernel_process(XINIM_CAP_SELF, XINIM_PROCESS_EVENT, (uintptr_t)&e, 0, 0) ==
		0)
		handle(&e);
}
