/*
 * kernel/process_exec.c - a process's memory exchanged: shared at fork, new at exec.
 *
 * exec has its point of no return here: the thread that asked for it waits in its
 * call, and its process gets the memory that a server has prepared in another
 * one, which has no threads. The other threads of the process have to be gone
 * first, as they run on the old memory: they are ended, and the last of them
 * completes the change. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/futex.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/string.h"
#include "kernel/user.h"

#include <xinim/errno.h>

int process_take_actions(struct process *p, struct process *from, uint64_t how)
{
	int error;

	if (how == XINIM_ACTIONS_SHARED)
		return signal_share_actions(p, from);
	error = signal_copy_actions(p, from);
	if (!error && how == XINIM_ACTIONS_CLEARED)
		signal_clear_actions(p);
	return error;
}

/* XINIM_PROCESS_SHARE */
int64_t process_share(struct process *p, uint64_t slot, uint64_t how)
{
	struct process *with;
	struct space *old;
	int error;

	if (how > XINIM_ACTIONS_SHARED)
		return -EINVAL;
	error = process_with_space(slot, XINIM_RIGHT_CONTROL, &with);
	if (error)
		return error;
	if (!list_empty(&p->threads) || p == with)
		return -EBUSY;
	error = process_take_actions(p, with, how);
	if (error)
		return error;
	old = p->space;
	p->space = space_get(with->space);
	if (old)
		space_destroy(old);
	return 0;
}

/* What p has been given and used stays its own, whatever memory it has. */
static void carry_over(struct process *p, struct space *to)
{
	const struct space *from = p->space;

	for (unsigned i = 0; i < SPACE_LIMITS; i++)
		to->limit[i] = from->limit[i];
	for (unsigned i = 0; i < QUOTA_KINDS; i++)
		quota_set_limit(to->quota, i, from->quota->limit[i]);
	/* A child of PID 1's that has its memory (vfork) is none of the boot's servers. */
	to->quota->essential = from->quota->essential && p->pid <= PID_MEMORY;
	to->quota->favoured = from->quota->favoured;
	if (space_most_pages(from) * PAGE_SIZE > p->max_resident)
		p->max_resident = space_most_pages(from) * PAGE_SIZE;
	p->faults += from->faults;
}

/* The only thread that is left takes its process's number. */
static void become_main(struct process *p, struct thread *t)
{
	uint32_t pid = (uint32_t)p->pid;

	if (t->tid == pid)
		return;
	thread_set_number(t->tid, NULL);
	if (thread_table[pid]) /* it has ended, and is about to be freed */
		thread_table[pid]->tid = 0;
	t->tid = pid;
	t->call_id = (t->call_id & ~(uint64_t)UINT32_MAX) | pid;
	thread_set_number(pid, t);
}

void process_adopt_complete(struct process *p)
{
	struct thread *t = p->adopter;
	struct space *old = p->space;

	if (!p->adopted || p->exiting ||
		list_first(&p->threads, struct thread, process_link) != t ||
		p->threads.prev != &t->process_link)
		return;
	carry_over(p, p->adopted);
	p->space = p->adopted;
	p->adopted = NULL;
	p->adopter = NULL;
	t->space = &p->space->arch;
	become_main(p, t);
	sched_wake(t);
	space_destroy(old); /* in steps: anything may have become of p and t */
}

static int get_name(char name[PROCESS_NAME_MAX], uint64_t from)
{
	for (size_t n = 0; n < PROCESS_NAME_MAX; n++) {
		if (copy_from_user(&name[n], from + n, 1) != 0)
			return -EFAULT;
		if (!name[n])
			return 0;
	}
	return -ENAMETOOLONG;
}

/* All that is the thread's own becomes as new, but for its signal mask. */
static int renew_thread(struct thread *t, const struct xinim_regs *r)
{
	int error;

	if (r->fs_base >= XINIM_USER_LIMIT || r->gs_base >= XINIM_USER_LIMIT)
		return -EINVAL;
	error = frame_from_regs(t->frame, r);
	if (error)
		return error;
	frame_no_call(t->frame);
	arch_thread_fresh(t);
	t->arch.fs_base = r->fs_base;
	t->arch.gs_base = r->gs_base;
	return 0;
}

/* XINIM_PROCESS_ADOPT: of a call, what its caller's process becomes. */
int64_t process_adopt(uint64_t call, uint64_t slot, uint64_t regs, uint64_t name)
{
	char new_name[PROCESS_NAME_MAX];
	struct process *p, *embryo;
	struct thread *t;
	struct xinim_regs r;
	int error;

	if (copy_from_user(&r, regs, sizeof(r)) != 0)
		return -EFAULT;
	error = name ? get_name(new_name, name) : 0;
	if (!error)
		error = process_by_call(call, &t);
	if (!error)
		error = process_with_space(slot, XINIM_RIGHT_CONTROL, &embryo);
	if (error)
		return error;
	p = t->process;
	if (embryo == p || !list_empty(&embryo->threads) || p->adopted)
		return -EBUSY;
	error = signal_own_actions(p);
	if (!error)
		error = renew_thread(t, &r);
	if (error)
		return error;
	ipc_withdraw(t);
	futex_leave(t, p->space);
	signal_exec(p);
	if (name)
		strlcpy(p->name, new_name, sizeof(p->name));
	p->adopted = embryo->space;
	p->adopter = t;
	embryo->space = NULL;
	/* Nobody is to hear of its end. */
	list_remove(&embryo->sibling_link);
	embryo->parent = NULL;
	process_kill(embryo, 0);
	process_end_others(p, t, PROCESS_KILL_AT_ONCE);
	process_adopt_complete(p);
	return 0;
}
