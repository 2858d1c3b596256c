/*
 * kernel/signal.c - signals sent, chosen and delivered.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/signal.h"

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/core.h"
#include "kernel/cpu.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/errno.h>

#define QUEUE_LIMIT 1024

#define STOPPERS                                                 \
	(SIGNAL_BIT(XINIM_SIGSTOP) | SIGNAL_BIT(XINIM_SIGTSTP) | \
		SIGNAL_BIT(XINIM_SIGTTIN) | SIGNAL_BIT(XINIM_SIGTTOU))

/* --- what a process does on a signal ------------------------------------------------ */

static uint64_t handler_of(const struct process *p, int signal)
{
	const struct signal_actions *a = p->signals.actions;

	return a ? a->handler[signal - 1] : XINIM_SIG_DFL;
}

static bool ignores(const struct process *p, int signal)
{
	uint64_t handler = handler_of(p, signal);

	return handler == XINIM_SIG_IGN ||
		(handler == XINIM_SIG_DFL && signal_default(signal) == SIGNAL_IGNORED);
}

/* p's table, which is none of its now, is another's or nobody's. */
static void set_actions(struct process *p, struct signal_actions *a)
{
	struct signal_actions *had = p->signals.actions;

	p->signals.actions = a;
	if (had && had->others)
		had->others--;
	else
		quota_free(had);
}

int signal_copy_actions(struct process *p, const struct process *from)
{
	const struct signal_actions *had = from->signals.actions;
	struct signal_actions *copy = NULL;

	if (had) {
		copy = quota_alloc(process_quota(p), sizeof(*copy));
		if (!copy)
			return -ENOMEM;
		*copy = *had;
		copy->others = 0;
	}
	set_actions(p, copy);
	return 0;
}

int signal_share_actions(struct process *p, struct process *with)
{
	struct signal_actions *a = with->signals.actions;

	if (!a) {
		a = quota_alloc(process_quota(with), sizeof(*a));
		if (!a)
			return -ENOMEM;
		with->signals.actions = a;
	}
	a->others++;
	set_actions(p, a);
	return 0;
}

int signal_own_actions(struct process *p)
{
	const struct signal_actions *a = p->signals.actions;

	return a && a->others ? signal_copy_actions(p, p) : 0;
}

void signal_clear_actions(struct process *p)
{
	struct signal_actions *a = p->signals.actions;

	for (int i = 0; a && i < XINIM_SIGNALS; i++) {
		if (a->handler[i] != XINIM_SIG_IGN)
			a->handler[i] = XINIM_SIG_DFL;
		a->flags[i] = 0;
		a->mask[i] = 0;
		a->restorer[i] = 0;
	}
}

void signal_exec(struct process *p)
{
	struct thread *t;

	signal_clear_actions(p);
	list_for_each_entry (t, &p->threads, process_link)
		t->signals.stack =
			(struct xinim_sigaltstack){ .flags = XINIM_SS_DISABLE };
}

/* --- beginning and end ---------------------------------------------------------------- */

void signal_init_process(struct process *p)
{
	signal_queue_init(&p->signals.pending);
	p->signals.limit = QUEUE_LIMIT;
}

void signal_init_thread(struct thread *t)
{
	signal_queue_init(&t->signals.pending);
	t->signals.stack.flags = XINIM_SS_DISABLE;
}

void signal_end_process(struct process *p)
{
	signal_queue_drop(&p->signals.pending, UINT64_MAX);
	set_actions(p, NULL);
}

void signal_inherit(struct thread *t, const struct thread *from)
{
	t->signals.blocked = from->signals.blocked;
	t->signals.stack = from->signals.stack;
}

/* --- who is to look -------------------------------------------------------------------- */

/* What t would take now. */
static uint64_t takes(const struct thread *t)
{
	return (t->signals.pending.set | t->process->signals.pending.set) &
		~t->signals.blocked;
}

bool signal_interrupts(const struct thread *t)
{
	return t->killed ||
		(t->slow & THREAD_SLOW_SIGNAL && (takes(t) || t->signals.fault.signal));
}

void signal_look(void)
{
	current_thread()->slow |= THREAD_SLOW_SIGNAL;
	cpu_work_set(this_cpu(), CPU_WORK_SIGNAL);
}

int64_t signal_restart(int64_t code)
{
	signal_look();
	return code;
}

/* t has a signal to take: what it waits for may have to end. */
static void tell(struct thread *t, const struct thread *asker)
{
	t->slow |= THREAD_SLOW_SIGNAL;
	if (t == current_thread())
		cpu_work_set(this_cpu(), CPU_WORK_SIGNAL);
	else if (t->state == THREAD_RUNNING)
		arch_send_reschedule(t->cpu);
	else if (t->state == THREAD_BLOCKED && !t->at_stop)
		ipc_interrupt(t, t == asker);
}

/* May t take a signal of its process's? */
static bool open_for(const struct thread *t, int signal)
{
	return !t->killed && !(t->signals.blocked & SIGNAL_BIT(signal));
}

/* The thread of p that is to take a signal: one that waits for it, else the first that can. */
static struct thread *choose(const struct process *p, int signal)
{
	struct thread *t;

	if (p->signals.waiting)
		list_for_each_entry (t, &p->threads, process_link)
			if (t->signals.wanted & SIGNAL_BIT(signal))
				return t;
	list_for_each_entry (t, &p->threads, process_link)
		if (open_for(t, signal))
			return t;
	return NULL;
}

/* Signals of the process's that t will not take any more: somebody else may. */
static void pass_on(struct process *p, uint64_t set)
{
	for (set &= p->signals.pending.set; set; set &= set - 1) {
		struct thread *t = choose(p, __builtin_ctzl(set) + 1);

		if (t)
			tell(t, NULL);
	}
}

void signal_set_blocked(uint64_t set)
{
	struct thread *t = current_thread();
	uint64_t more = set & ~t->signals.blocked;

	t->signals.blocked = set & ~SIGNAL_ABSOLUTE;
	if (more & t->process->signals.pending.set)
		pass_on(t->process, more);
	if (takes(t))
		signal_look();
}

void signal_end_thread(struct thread *t)
{
	t->process->signals.watching -= t->signals.watched != 0;
	t->signals.watched = 0;
	t->process->signals.queued -= signal_queue_drop(&t->signals.pending, UINT64_MAX);
	if (t->process->signals.pending.set && !t->process->exiting)
		pass_on(t->process, ~t->signals.blocked);
}

/* --- what stops and what goes on ---------------------------------------------------------- */

static void drop(struct process *p, uint64_t set)
{
	struct thread *t;

	p->signals.queued -= signal_queue_drop(&p->signals.pending, set);
	list_for_each_entry (t, &p->threads, process_link)
		if (t->signals.pending.set & set)
			p->signals.queued -= signal_queue_drop(&t->signals.pending, set);
}

/* A stop and a continuation do away with each other, handled or not. */
static void settle(struct process *p, int signal)
{
	if (signal == XINIM_SIGCONT) {
		drop(p, STOPPERS);
		signal_go_on(p);
	} else if (SIGNAL_BIT(signal) & STOPPERS) {
		drop(p, SIGNAL_BIT(XINIM_SIGCONT));
	}
}

void signal_forget_ignored(struct process *p, int signal)
{
	if (ignores(p, signal))
		drop(p, SIGNAL_BIT(signal));
}

/* --- sending ------------------------------------------------------------------------------ */

static int status_of(const struct process *p, int signal)
{
	return signal |
		(p->signals.dump && signal_default(signal) == SIGNAL_DUMPS ? 0x80 : 0);
}

/* Carries out at once what happens by default to a process that does not block it. */
static bool act_now(struct process *p, int signal)
{
	if (handler_of(p, signal) != XINIM_SIG_DFL)
		return false;
	switch (signal_default(signal)) {
	case SIGNAL_STOPS:
		signal_stop(p, signal);
		return true;
	case SIGNAL_DUMPS:
		/* The thread that takes it shows what it was at. */
		if (p->signals.dump)
			return false;
		/* fall through */
	case SIGNAL_ENDS:
		process_kill(p, signal);
		return true;
	default:
		return false;
	}
}

/* PID 1 gets no signal that it has not asked for: all hangs on it (Linux, kill(2)). */
static bool by_default_spared(const struct process *p, int signal)
{
	return p->pid == PID_INIT && handler_of(p, signal) == XINIM_SIG_DFL;
}

static bool spared(const struct process *p, int signal)
{
	return SIGNAL_BIT(signal) & SIGNAL_ABSOLUTE && by_default_spared(p, signal);
}

/* A signal has come that waits: the servers of those who read them from a file hear of it. */
static void tell_watchers(struct process *p, const struct thread *only, uint64_t bit)
{
	struct thread *t;

	list_for_each_entry (t, &p->threads, process_link)
		if (t->signals.watched & bit && (!only || t == only))
			ipc_tell_server(t);
}

int signal_send(struct process *p, struct thread *t, const struct xinim_siginfo *info,
	const struct thread *asker)
{
	int signal = info->si_signo, entry;
	uint64_t bit = SIGNAL_BIT(signal);
	struct thread *to = t;
	bool waited;

	kdebug_locked();
	if (spared(p, signal))
		return 0;
	if (signal == XINIM_SIGKILL) {
		process_kill(p, signal);
		return 0;
	}
	settle(p, signal);
	if (!t)
		to = choose(p, signal);
	else if (!open_for(t, signal) && !(t->signals.wanted & bit))
		to = NULL;
	waited = to && to->signals.wanted & bit;
	/* What nobody blocks and everybody ignores leaves no trace. */
	if (to && !waited && (ignores(p, signal) || by_default_spared(p, signal)))
		return 0;
	if (signal == XINIM_SIGSTOP || (to && !waited))
		if (act_now(p, signal))
			return 0;
	entry = signal_queue_add(t ? &t->signals.pending : &p->signals.pending, info,
		p->signals.queued < p->signals.limit, process_quota(p));
	if (entry == SIGNAL_QUEUE_MERGED)
		return 1;
	if (entry < 0)
		return entry;
	p->signals.queued += (unsigned)entry;
	if (to)
		tell(to, asker);
	if (p->signals.watching)
		tell_watchers(p, t, bit);
	return 0;
}

/* --- faults --------------------------------------------------------------------------------- */

bool signal_raise_fault(int signal, int code, uint64_t address)
{
	struct thread *t = current_thread();

	if (t->signals.blocked & SIGNAL_BIT(signal) ||
		handler_of(t->process, signal) <= XINIM_SIG_IGN)
		return false;
	t->signals.fault = (struct signal_fault){ signal, code, address };
	signal_look();
	return true;
}

void signal_exit(int signal)
{
	process_exit(status_of(current_thread()->process, signal));
}

/* --- delivery --------------------------------------------------------------------------------- */

/* The next signal for the current thread; 0: none. */
static int next_signal(struct xinim_siginfo *info)
{
	struct thread *t = current_thread();
	struct signal_fault *fault = &t->signals.fault;
	struct process *p = t->process;
	uint64_t open;
	bool entry;
	int signal;

	if (fault->signal) {
		memset(info, 0, sizeof(*info));
		info->si_signo = fault->signal;
		info->si_code = fault->code;
		info->si.address = fault->address;
		fault->signal = 0;
		return info->si_signo;
	}
	open = ~t->signals.blocked;
	if (t->signals.pending.set & open)
		signal = signal_queue_take(&t->signals.pending, open, info, &entry);
	else if (p->signals.pending.set & open)
		signal = signal_queue_take(&p->signals.pending, open, info, &entry);
	else
		return 0;
	p->signals.queued -= entry;
	return signal;
}

/* The outcome of f's system call, when no handler runs, or before one with these flags does. */
static void settle_call(struct frame *f, bool handler, uint64_t flags)
{
	int64_t result = frame_result(f);
	bool again;

	if (!frame_is_call(f))
		return;
	switch (-result) {
	case XINIM_ERESTARTNOINTR:
		again = true;
		break;
	case XINIM_ERESTARTSYS:
		again = !handler || flags & XINIM_SA_RESTART;
		break;
	case XINIM_ERESTARTNOHAND:
	case XINIM_ERESTART_BLOCK:
		again = !handler;
		break;
	default:
		return;
	}
	if (!again) {
		current_thread()->signals.restart.deadline = 0;
		frame_set_result(f, -EINTR);
	} else {
		frame_repeat_call(f,
			result == -XINIM_ERESTART_BLOCK ? NUMBER_restart_syscall
							: frame_syscall_number(f));
	}
}

/* By default, a signal that could not be carried out when it was sent. */
static void by_default(struct frame *f, int signal)
{
	struct process *p = current_thread()->process;

	if (by_default_spared(p, signal))
		return;
	switch (signal_default(signal)) {
	case SIGNAL_IGNORED:
		return;
	case SIGNAL_STOPS:
		signal_stop(p, signal);
		signal_finish(p);
		return;
	case SIGNAL_DUMPS:
		(void)core_print(f, signal);
		/* fall through */
	default:
		signal_exit(signal);
	}
}

/* The handler's frame could not be made: SIGSEGV, and for that one the end. */
static void no_room(struct frame *f, int signal)
{
	if (signal == XINIM_SIGSEGV ||
		!signal_raise_fault(XINIM_SIGSEGV, XINIM_SI_KERNEL, 0)) {
		const struct process *p = current_thread()->process;

		kprintf("[FAULT] PID %d (%s): no room for a signal's frame at 0x%lx, "
			"killed by signal %d\n",
			p->pid, p->name, (unsigned long)frame_stack(f), XINIM_SIGSEGV);
		signal_exit(XINIM_SIGSEGV);
	}
}

/* The stack may be a mapping whose pages a pager has to supply first. */
static int push(struct frame *f, struct signal_call *call)
{
	int error;

	do
		error = arch_signal_push(f, call);
	while (error && user_page_awaited());
	return error;
}

static void call_handler(struct frame *f, struct signal_call *call)
{
	struct thread *t = current_thread();
	struct signal_actions *a = t->process->signals.actions;
	int signal = call->info.si_signo;
	uint64_t blocked = t->signals.blocked | a->mask[signal - 1];

	call->handler = a->handler[signal - 1];
	call->restorer = a->restorer[signal - 1];
	call->flags = a->flags[signal - 1];
	call->mask = t->signals.suspended ? t->signals.before : t->signals.blocked;
	call->stack = t->signals.stack;
	settle_call(f, true, call->flags);
	if (call->flags & XINIM_SA_RESETHAND)
		a->handler[signal - 1] = XINIM_SIG_DFL;
	t->signals.suspended = false;
	if (push(f, call) != 0) {
		signal_set_blocked(call->mask);
		no_room(f, signal);
		return;
	}
	frame_no_call(f);
	if (t->signals.stack.flags & XINIM_SS_AUTODISARM)
		t->signals.stack =
			(struct xinim_sigaltstack){ .flags = XINIM_SS_DISABLE };
	if (!(call->flags & XINIM_SA_NODEFER))
		blocked |= SIGNAL_BIT(signal);
	signal_set_blocked(blocked);
}

void signal_deliver(struct frame *f, bool call)
{
	struct thread *t = current_thread();
	struct signal_call c;
	int signal;

	cpu_work_clear(this_cpu(), CPU_WORK_SIGNAL);
	t->slow &= ~(uint64_t)THREAD_SLOW_SIGNAL;
	if (!call)
		frame_no_call(f);
	signal = next_signal(&c.info);
	if (takes(t))
		signal_look();
	if (signal && handler_of(t->process, signal) > XINIM_SIG_IGN) {
		call_handler(f, &c);
		return;
	}
	if (signal && !ignores(t->process, signal))
		by_default(f, signal);
	if (t->slow & THREAD_SLOW_SIGNAL)
		return;
	/* That was the last one, and none was caught: as if nothing had been. */
	settle_call(f, false, 0);
	if (t->signals.suspended) {
		t->signals.suspended = false;
		signal_set_blocked(t->signals.before);
	}
}
