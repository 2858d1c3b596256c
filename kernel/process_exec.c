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
	process_set_space(p, space_get(with->space));
	if (old)
		space_destroy(old);
	return 0;
}

/* What p has been given and used stays its own, whatever memory it has. */
static void carry_over(struct process *p, struct space *to)
{
	const struct space *from = p->space;
	const struct quota *had = quota_root(from->quota);

	for (unsigned i = 0; i < SPACE_LIMITS; i++)
		to->limit[i] = from->limit[i];
	for (unsigned i = 0; i < QUOTA_KINDS; i++)
		quota_set_limit(to->quota, i, had->limit[i]);
	/* A child of PID 1's that has its memory (vfork) is none of the boot's servers. */
	to->quota->essential = had->essential && p->pid <= PID_MEMORY;
	to->quota->favoured = had->favoured;
	if (space_most_pages(from) * PAGE_SIZE > p->max_resident)
		p->max_resident = space_most_pages(from) * PAGE_SIZE;
	p->faults += from->faults;
}

/*
 * Nobody is to have the kernel keep more by exec than without: what is still charged
 * where p's memory was, capabilities and objects above all, is charged together with
 * what p has in its next one. Memory that p shared (vfork) stays another's, and so do the
 * charges there: then p has an account of its own from here on, as a child by fork has.
 */
static void replace_space(struct space *old, struct space *next)
{
	struct quota *quota;

	if (old->processes > 0) {
		space_destroy(old);
		return;
	}
	quota = quota_get(old->quota);
	space_get(next);
	/* First, so that memory that is about to go does not count against what p wants;
	   and p does not run before the charges are together again. */
	space_destroy(old);
	quota_join(next->quota, quota);
	space_follow_quota(next);
	space_destroy(next);
	quota_put(quota);
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
	process_set_space(p, p->adopted);
	p->adopted = NULL;
	p->adopter = NULL;
	t->space = &p->space->arch;
	become_main(p, t);
	cap_object_get(&p->cap);
	replace_space(old, p->space);
	/* That took steps: it may have ended. */
	if (thread_find((uint32_t)p->pid) == t && t->process == p)
		thread_resume(t, THREAD_STOP_EXEC);
	cap_object_put(&p->cap);
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
	/* No signal makes it go on before all is exchanged; to be killed does. */
	thread_stop(t, THREAD_STOP_EXEC);
	t->at_stop = true;
	futex_leave(t, p->space);
	signal_exec(p);
	if (name)
		strlcpy(p->name, new_name, sizeof(p->name));
	t->name[0] = '\0';
	p->adopted = embryo->space;
	p->adopter = t;
	process_set_space(embryo, NULL);
	process_created--; /* it only was to hold the memory */
	/* Nobody is to hear of its end. */
	list_remove(&embryo->sibling_link);
	embryo->parent = NULL;
	process_kill(embryo, 0);
	process_end_others(p, t, PROCESS_KILL_AT_ONCE);
	process_adopt_complete(p);
	return 0;
}
