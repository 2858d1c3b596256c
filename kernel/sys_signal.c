/*
 * kernel/sys_signal.c - the system calls about signals, as Linux has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/cpu.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/syscall.h"
#include "kernel/time.h"
#include "kernel/user.h"

#include <xinim/errno.h>

#define SET_SIZE 8
#define SA_ALL                                                            \
	(XINIM_SA_NOCLDSTOP | XINIM_SA_NOCLDWAIT | XINIM_SA_SIGINFO |     \
		XINIM_SA_RESTORER | XINIM_SA_ONSTACK | XINIM_SA_RESTART | \
		XINIM_SA_NODEFER | XINIM_SA_RESETHAND)

static struct thread_signals *mine(void)
{
	return &current_thread()->signals;
}

static bool valid(uint64_t signal)
{
	return signal >= 1 && signal <= XINIM_SIGNALS;
}

/* --- actions -------------------------------------------------------------------------- */

static struct xinim_sigaction get_action(const struct process *p, int signal)
{
	const struct signal_actions *a = p->signals.actions;
	struct xinim_sigaction out = { 0 };

	if (a) {
		out.handler = a->handler[signal - 1];
		out.flags = a->flags[signal - 1];
		out.restorer = a->restorer[signal - 1];
		out.mask = a->mask[signal - 1];
	}
	return out;
}

static int set_action(struct process *p, int signal, const struct xinim_sigaction *in)
{
	struct signal_actions *a = p->signals.actions;

	if (!a) {
		a = quota_alloc(p->space->quota, sizeof(*a));
		if (!a)
			return -ENOMEM;
		p->signals.actions = a;
	}
	a->handler[signal - 1] = in->handler;
	a->flags[signal - 1] = (uint32_t)in->flags & SA_ALL;
	a->restorer[signal - 1] = in->restorer;
	a->mask[signal - 1] = in->mask & ~SIGNAL_ABSOLUTE;
	signal_forget_ignored(p, signal);
	return 0;
}

/*
 * rt_sigaction(signal, new, old, size). EINVAL: no such signal, one that
 * cannot be caught or ignored, a size that is not 8; EFAULT; ENOMEM: the first
 * action of a process that is not the default one needs some.
 */
SYSCALL_HANDLER_LOCKED(rt_sigaction)
{
	struct process *p = current_thread()->process;
	uint64_t signal = (uint32_t)arg[0];
	struct xinim_sigaction new, old;

	if (arg[3] != SET_SIZE || !valid(signal))
		return -EINVAL;
	if (arg[1] && copy_from_user(&new, arg[1], sizeof(new)) != 0)
		return -EFAULT;
	if (arg[1] && SIGNAL_BIT(signal) & SIGNAL_ABSOLUTE)
		return -EINVAL;
	old = get_action(p, (int)signal);
	if (arg[2] && copy_to_user(arg[2], &old, sizeof(old)) != 0)
		return -EFAULT;
	return arg[1] ? set_action(p, (int)signal, &new) : 0;
}

/* --- sets of blocked signals ------------------------------------------------------------ */

/* rt_sigprocmask(how, new, old, size). EINVAL, EFAULT. */
SYSCALL_HANDLER_LOCKED(rt_sigprocmask)
{
	uint64_t set = 0, old = mine()->blocked;
	uint32_t how = (uint32_t)arg[0];

	if (arg[3] != SET_SIZE)
		return -EINVAL;
	if (arg[1] && copy_from_user(&set, arg[1], sizeof(set)) != 0)
		return -EFAULT;
	if (arg[1] && how > XINIM_SIG_SETMASK)
		return -EINVAL;
	if (arg[2] && copy_to_user(arg[2], &old, sizeof(old)) != 0)
		return -EFAULT;
	if (!arg[1])
		return 0;
	signal_set_blocked(how == XINIM_SIG_BLOCK  ? old | set
			: how == XINIM_SIG_UNBLOCK ? old & ~set
						   : set);
	return 0;
}

/* rt_sigpending(set, size): what waits and is blocked. EINVAL, EFAULT. */
SYSCALL_HANDLER_LOCKED(rt_sigpending)
{
	uint64_t set =
		(mine()->pending.set | current_thread()->process->signals.pending.set) &
		mine()->blocked;

	if (arg[1] > SET_SIZE)
		return -EINVAL;
	return copy_to_user(arg[0], &set, arg[1]);
}

/* Until a signal is there to be handled. */
static int64_t wait_for_signal(void)
{
	while (!signal_interrupts(current_thread()))
		sched_block();
	return signal_restart(-XINIM_ERESTARTNOHAND);
}

/* rt_sigsuspend(set, size): blocks this set instead until a handler has run. EINTR, EINVAL, EFAULT. */
SYSCALL_HANDLER_LOCKED(rt_sigsuspend)
{
	uint64_t set;

	if (arg[1] != SET_SIZE)
		return -EINVAL;
	if (copy_from_user(&set, arg[0], sizeof(set)) != 0)
		return -EFAULT;
	mine()->before = mine()->blocked;
	mine()->suspended = true;
	signal_set_blocked(set);
	return wait_for_signal();
}

/* pause(): EINTR, when a handler has run. */
SYSCALL_HANDLER_LOCKED(pause)
{
	return wait_for_signal();
}

/* --- waiting for signals without a handler ------------------------------------------------ */

static int take(struct thread *t, uint64_t set, struct xinim_siginfo *info)
{
	struct process *p = t->process;
	bool entry;
	int signal = signal_queue_take(&t->signals.pending, set, info, &entry);

	if (!signal)
		signal = signal_queue_take(&p->signals.pending, set, info, &entry);
	p->signals.queued -= entry;
	return signal;
}

static int wait_for(uint64_t set, uint64_t deadline, struct xinim_siginfo *info)
{
	struct thread *t = current_thread();
	bool late = false;
	int signal;

	t->process->signals.waiting++;
	mine()->wanted = set;
	while (!(signal = take(t, set, info)) && !late && !signal_interrupts(t))
		late = arch_clock_ns() >= deadline || thread_sleep_until(deadline);
	mine()->wanted = 0;
	t->process->signals.waiting--;
	if (signal)
		return signal;
	return late ? -EAGAIN : -EINTR;
}

/*
 * rt_sigtimedwait(set, info, timeout, size): takes one of these signals; its
 * number. EAGAIN: none came in time; EINTR: another one was handled; EINVAL,
 * EFAULT.
 */
SYSCALL_HANDLER_LOCKED(rt_sigtimedwait)
{
	struct xinim_siginfo info;
	uint64_t set, deadline;
	int signal, error;

	if (arg[3] != SET_SIZE)
		return -EINVAL;
	if (copy_from_user(&set, arg[0], sizeof(set)) != 0)
		return -EFAULT;
	error = time_deadline(arg[2], false, &deadline);
	if (error)
		return error;
	signal = wait_for(set & ~SIGNAL_ABSOLUTE, deadline, &info);
	if (signal > 0 && arg[1] && copy_to_user(arg[1], &info, sizeof(info)) != 0)
		return -EFAULT;
	return signal;
}

/* --- alternate stacks ------------------------------------------------------------------------ */

bool signal_on_stack(const struct xinim_sigaltstack *s, uint64_t sp)
{
	return !(s->flags & (XINIM_SS_DISABLE | XINIM_SS_AUTODISARM)) && sp > s->sp &&
		sp - s->sp <= s->size;
}

int signal_set_stack(struct thread *t, const struct xinim_sigaltstack *in)
{
	uint32_t mode = in->flags & ~XINIM_SS_AUTODISARM;

	if (signal_on_stack(&t->signals.stack, frame_stack(t->frame)))
		return -EPERM;
	if (mode != 0 && mode != XINIM_SS_ONSTACK && mode != XINIM_SS_DISABLE)
		return -EINVAL;
	if (mode == XINIM_SS_DISABLE) {
		t->signals.stack = (struct xinim_sigaltstack){ .flags = in->flags };
		return 0;
	}
	if (in->size < XINIM_MINSIGSTKSZ)
		return -ENOMEM;
	t->signals.stack = *in;
	t->signals.stack.flags = in->flags & XINIM_SS_AUTODISARM;
	t->signals.stack.pad = 0;
	return 0;
}

/*
 * sigaltstack(new, old). EPERM: the thread is on it; EINVAL: flags; ENOMEM: too
 * small; EFAULT.
 */
SYSCALL_HANDLER_LOCKED(sigaltstack)
{
	struct xinim_sigaltstack new, old = mine()->stack;

	if (signal_on_stack(&old, frame_stack(current_thread()->frame)))
		old.flags |= XINIM_SS_ONSTACK;
	/* What is new may stand where the old is to go. */
	if (arg[0] && copy_from_user(&new, arg[0], sizeof(new)) != 0)
		return -EFAULT;
	if (arg[1] && copy_to_user(arg[1], &old, sizeof(old)) != 0)
		return -EFAULT;
	return arg[0] ? signal_set_stack(current_thread(), &new) : 0;
}

/* --- for servers: process_control ------------------------------------------------------------- */

int64_t signal_control_send(
	struct process *p, uint64_t tid, uint64_t from, const struct thread *asker)
{
	struct xinim_siginfo info;
	struct thread *t = NULL;
	int result;

	if (copy_from_user(&info, from, SIGNAL_INFO_KEPT) != 0)
		return -EFAULT;
	if (!valid((uint32_t)info.si_signo))
		return -EINVAL;
	if (tid) {
		t = tid <= UINT32_MAX ? thread_find((uint32_t)tid) : NULL;
		if (!t || t->process != p)
			return -ESRCH;
	}
	result = signal_send(p, t, &info, asker);
	if (p->signals.changing)
		signal_finish(p);
	return result;
}

int64_t signal_control_action(
	const struct process *p, const struct thread *caller, uint64_t signal)
{
	struct xinim_sigaction a;
	int64_t flags;

	if (!valid(signal))
		return -EINVAL;
	a = get_action(p, (int)signal);
	flags = (int64_t)a.flags;
	if (a.handler > XINIM_SIG_IGN)
		flags |= XINIM_ACTION_CAUGHT;
	else if (a.handler == XINIM_SIG_IGN)
		flags |= XINIM_ACTION_IGNORED | XINIM_ACTION_SET_IGNORED;
	else if (signal_default((int)signal) == SIGNAL_IGNORED)
		flags |= XINIM_ACTION_IGNORED;
	if (caller && caller->signals.blocked & SIGNAL_BIT(signal))
		flags |= XINIM_ACTION_BLOCKED;
	return flags;
}

int64_t signal_control_interrupted(uint64_t call)
{
	const struct thread *t = ipc_find_call(current_thread()->process, call);

	return t ? signal_interrupts(t) : -ESRCH;
}

/*
 * For ppoll and its like: as rt_sigsuspend does it, the mask is restored when the
 * call is over or a handler runs. 1: a signal waits that was blocked before.
 */
int64_t signal_control_suspend(uint64_t call, uint64_t set)
{
	struct thread *t = ipc_find_call(current_thread()->process, call);

	if (!t)
		return -ESRCH;
	if (!t->signals.suspended)
		t->signals.before = t->signals.blocked;
	t->signals.suspended = true;
	t->signals.blocked = set & ~SIGNAL_ABSOLUTE;
	t->slow |= THREAD_SLOW_SIGNAL; /* on its way out it looks, and restores */
	return signal_interrupts(t);
}

/* For signalfd and who polls one: blocked signals are heard of, and taken. */
int64_t signal_control_watch(uint64_t call, uint64_t set, uint64_t how)
{
	struct thread *t = ipc_find_call(current_thread()->process, call);
	struct process *p;

	if (how > XINIM_WATCH_TELL)
		return -EINVAL;
	if (!t)
		return -ESRCH;
	p = t->process;
	set &= ~SIGNAL_ABSOLUTE;
	if (how == XINIM_WATCH_TELL) {
		p->signals.watching += (set != 0) - (t->signals.watched != 0);
		t->signals.watched = set;
	}
	return ((t->signals.pending.set | p->signals.pending.set) & set) != 0;
}

int64_t signal_control_take(uint64_t call, uint64_t set, uint64_t to)
{
	struct thread *t = ipc_find_call(current_thread()->process, call);
	struct xinim_siginfo info = { 0 };
	int signal;

	if (!t)
		return -ESRCH;
	/* Looked at first: a bad address must cost no signal. */
	if (copy_to_user(to, &info, sizeof(info)) != 0)
		return -EFAULT;
	signal = take(t, set & ~SIGNAL_ABSOLUTE, &info);
	if (signal && copy_to_user(to, &info, sizeof(info)) != 0)
		return -EFAULT;
	return signal;
}
