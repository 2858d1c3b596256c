/*
 * kernel/sys_thread.c - processes and threads as mechanism.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/errno.h>
#include <xinim/process.h>

#define COPY_CHUNK 512

static struct process *self(void)
{
	return current_thread()->process;
}

/* May the caller have this PID for a new process? 0: any will do. */
static int check_number(int32_t pid)
{
	if (!pid)
		return 0;
	if (!process_is_controller(self()))
		return -EPERM;
	if (pid < 0 || pid >= NUMBERS_MAX)
		return -EINVAL;
	return process_find(pid) || thread_table[pid] ? -EEXIST : 0;
}

/*
 * process_create(name, pid): a capability, with all rights, to a new process
 * without memory or threads, a child of the caller. pid 0: any. EPERM: the caller
 * may not make processes, or not choose their numbers; EINVAL, EEXIST: not this
 * one; EFAULT; ENAMETOOLONG; ENOMEM.
 */
SYSCALL_HANDLER_LOCKED(process_create)
{
	char name[PROCESS_NAME_MAX];
	struct process *p;
	size_t n = 0;
	int slot, error;

	if (!self()->may_create)
		return -EPERM;
	error = check_number((int32_t)arg[1]);
	if (error)
		return error;
	do {
		if (n == sizeof(name))
			return -ENAMETOOLONG;
		if (copy_from_user(&name[n], arg[0] + n, 1) != 0)
			return -EFAULT;
	} while (name[n++]);
	p = process_create(name, (int32_t)arg[1], self());
	if (!p)
		return -ENOMEM;
	slot = cap_insert(self(), &p->cap, XINIM_RIGHT_ALL, 0, NULL);
	if (slot < 0)
		process_discard(p);
	return slot;
}

/* XINIM_PROCESS_GIVE: a capability of ours, or less of it, for p. */
static int64_t give(struct process *p, uint64_t slot, uint64_t rights)
{
	struct cap *c;
	int error = cap_find(self(), slot, XINIM_CAP_NONE, XINIM_RIGHT_GRANT, &c);

	if (error)
		return error;
	if (rights & ~(uint64_t)XINIM_RIGHT_ALL)
		return -EINVAL;
	return cap_derive(c, p, (uint32_t)rights, 0);
}

static int64_t write_memory(struct process *p, uint64_t to, uint64_t from, uint64_t len)
{
	char chunk[COPY_CHUNK];
	uint64_t done = 0;

	if (!user_range_ok(to, len) || !user_range_ok(from, len))
		return -EFAULT;
	while (done < len) {
		uint64_t n = len - done < sizeof(chunk) ? len - done : sizeof(chunk);
		int error;

		if (p->exiting)
			return -ESRCH;
		error = copy_from_user(chunk, from + done, n);
		if (!error)
			error = space_write(p->space, to + done, chunk, n);
		if (error == -EAGAIN)
			continue; /* a pager has been waited for */
		if (error)
			return done ? (int64_t)done : -EFAULT;
		done += n;
		if (done < len)
			kernel_preemption_point();
	}
	return (int64_t)done;
}

static int64_t read_memory(struct process *p, uint64_t from, uint64_t to, uint64_t len)
{
	uint64_t done = 0;

	if (!user_range_ok(to, len) || !user_range_ok(from, len))
		return -EFAULT;
	while (done < len) {
		uint64_t offset = (from + done) & PAGE_MASK, n = PAGE_SIZE - offset;
		void *page;
		int error;

		if (p->exiting)
			return -ESRCH;
		if (n > len - done)
			n = len - done;
		error = space_page(p->space, from + done, MAP_READ, VM_MAY_WAIT, &page);
		if (error == -EAGAIN)
			continue; /* a pager has been waited for */
		if (error || copy_to_user(to + done, page, n) != 0)
			return done ? (int64_t)done : -EFAULT;
		done += n;
		if (done < len)
			kernel_preemption_point();
	}
	return (int64_t)done;
}

/* XINIM_PROCESS_CLONE: p, without threads so far, gets a copy of another one's memory. */
static int64_t clone_memory(struct process *p, uint64_t slot, uint64_t how)
{
	struct process *from;
	struct space *clone, *old;
	int error;

	/* Handlers are of no use in another memory's table. */
	if (how > XINIM_ACTIONS_CLEARED)
		return -EINVAL;
	error = process_with_space(slot, XINIM_RIGHT_READ, &from);
	if (error)
		return error;
	if (!list_empty(&p->threads) || p == from)
		return -EBUSY;
	cap_object_get(&from->cap);
	clone = space_clone(from->space);
	/* Others may have come between. */
	if (!clone)
		error = -ENOMEM;
	else if (p->exiting || from->exiting)
		error = -ESRCH;
	else
		error = list_empty(&p->threads) ? process_take_actions(p, from, how)
						: -EBUSY;
	cap_object_put(&from->cap);
	if (error) {
		if (clone)
			space_destroy(clone);
		return error;
	}
	old = p->space;
	process_set_space(p, clone);
	if (old)
		space_destroy(old);
	return 0;
}

/* process_control(process, operation, ...): see <xinim/process.h>. */
SYSCALL_HANDLER_LOCKED(process_control)
{
	uint32_t rights = arg[1] == XINIM_PROCESS_PID ? 0
		: arg[1] == XINIM_PROCESS_READ        ? XINIM_RIGHT_READ
		: arg[1] == XINIM_PROCESS_WHO         ? XINIM_RIGHT_READ
		: arg[1] == XINIM_PROCESS_WRITE       ? XINIM_RIGHT_WRITE
						      : XINIM_RIGHT_CONTROL;
	struct process *p;
	int64_t result;
	int error;

	if (arg[1] == XINIM_PROCESS_INTERRUPTED)
		return signal_control_interrupted(arg[0]);
	if (arg[1] == XINIM_PROCESS_SUSPEND)
		return signal_control_suspend(arg[0], arg[2]);
	if (arg[1] == XINIM_PROCESS_WATCH)
		return signal_control_watch(arg[0], arg[2], arg[3]);
	if (arg[1] == XINIM_PROCESS_TAKE)
		return signal_control_take(arg[0], arg[2], arg[3]);
	if (arg[1] == XINIM_PROCESS_ADOPT)
		return process_adopt(arg[0], arg[2], arg[3], arg[4]);
	error = process_by_cap(arg[0], rights, &p);
	if (error)
		return error;
	if (arg[1] == XINIM_PROCESS_READ || arg[1] == XINIM_PROCESS_WRITE ||
		arg[1] == XINIM_PROCESS_LIMIT) {
		error = process_need_space(p);
		if (error)
			return error;
	}
	cap_object_get(&p->cap); /* it may be reaped while memory is copied */
	switch (arg[1]) {
	case XINIM_PROCESS_PID:
		result = p->pid;
		break;
	case XINIM_PROCESS_GIVE:
		result = give(p, arg[2], arg[3]);
		break;
	case XINIM_PROCESS_READ:
		result = read_memory(p, arg[2], arg[3], arg[4]);
		break;
	case XINIM_PROCESS_WRITE:
		result = write_memory(p, arg[2], arg[3], arg[4]);
		break;
	case XINIM_PROCESS_CLONE:
		result = clone_memory(p, arg[2], arg[3]);
		break;
	case XINIM_PROCESS_KILL:
		process_kill(p, (int32_t)(arg[2] & 0xffff));
		result = 0;
		break;
	case XINIM_PROCESS_SIGNAL:
		result = signal_control_send(
			p, arg[2], arg[3], ipc_find_call(self(), arg[0]));
		break;
	case XINIM_PROCESS_ACTION:
		result = signal_control_action(p, ipc_find_call(self(), arg[0]), arg[2]);
		break;
	default:
		result = process_control_more(p, arg);
	}
	cap_object_put(&p->cap);
	return result;
}

static bool has_all_threads(const struct process *p)
{
	const struct quota *q = quota_root(p->space->quota);

	return q->use[QUOTA_THREADS] >= q->limit[QUOTA_THREADS];
}

static int set_regs(struct thread *t, uint64_t from)
{
	struct xinim_regs r;
	int error;

	if (copy_from_user(&r, from, sizeof(r)) != 0)
		return -EFAULT;
	if (r.fs_base >= XINIM_USER_LIMIT || r.gs_base >= XINIM_USER_LIMIT)
		return -EINVAL;
	error = frame_from_regs(t->frame, &r);
	if (error)
		return error;
	t->arch.fs_base = r.fs_base;
	t->arch.gs_base = r.gs_base;
	return 0;
}

static int get_regs(const struct thread *t, uint64_t to)
{
	struct xinim_regs r;

	frame_to_regs(t->frame, &r);
	r.fs_base = t->arch.fs_base;
	r.gs_base = t->arch.gs_base;
	return copy_to_user(to, &r, sizeof(r));
}

/* t, new, is like the thread whose call the current process has to answer. */
static int clone_thread(struct thread *t, const struct thread *from,
	const struct xinim_thread_start *start)
{
	int error = arch_thread_copy(t, from);

	if (error)
		return error;
	frame_set_result(t->frame, 0);
	if (start->stack)
		frame_set_stack(t->frame, start->stack);
	if (start->flags & XINIM_START_SET_TLS)
		t->arch.fs_base = start->tls;
	t->clear_tid = start->clear_tid;
	signal_inherit(t, from);
	thread_set_name(t, thread_name(from));
	if (start->flags & XINIM_START_CLEAR_ALTSTACK)
		t->signals.stack = (struct xinim_sigaltstack){
			.flags = XINIM_SS_DISABLE,
		};
	sched_set_affinity(t, from->affinity);
	return 0;
}

static int get_start(struct xinim_thread_start *start, uint64_t from)
{
	*start = (struct xinim_thread_start){ 0 };
	if (from && copy_from_user(start, from, sizeof(*start)) != 0)
		return -EFAULT;
	if (start->flags & ~(uint64_t)(XINIM_START_SET_TLS | XINIM_START_CLEAR_ALTSTACK))
		return -EINVAL;
	if (start->tls >= XINIM_USER_LIMIT || start->clear_tid >= XINIM_USER_LIMIT ||
		start->stack > XINIM_USER_LIMIT)
		return -EINVAL;
	return 0;
}

/*
 * thread_create(process, start, call): the number of a new thread, stopped, with
 * the struct xinim_regs at `start`, or (call) like the one that waits in that
 * call. EAGAIN: its quota of threads is used up; EFAULT; EINVAL; ENOMEM; ESRCH: no such call.
 */
SYSCALL_HANDLER_LOCKED(thread_create)
{
	struct xinim_thread_start start;
	struct thread *t, *from = NULL;
	struct process *p;
	int error = process_with_space(arg[0], XINIM_RIGHT_CONTROL, &p);

	if (!error && arg[2])
		error = get_start(&start, arg[1]);
	if (!error && arg[2])
		error = process_by_call(arg[2], &from);
	if (error)
		return error;
	if (has_all_threads(p))
		return -EAGAIN;
	if (p->adopted)
		return -EBUSY;
	t = thread_create(p, (from ? from : current_thread())->base_priority);
	if (!t)
		return -ENOMEM;
	arch_thread_init_user(t, 0, 0);
	error = from ? clone_thread(t, from, &start) : set_regs(t, arg[1]);
	if (error) {
		t->state = THREAD_DEAD;
		thread_free(t);
		return error;
	}
	return t->tid;
}

static int tell_times(struct thread *t, uint64_t to)
{
	struct xinim_process_times times = { 0 };

	thread_times(t, &times.user_ns, &times.system_ns);
	return copy_to_user(to, &times, sizeof(times));
}

static int set_priority(struct thread *t, uint64_t priority)
{
	if (priority < 1 || priority >= SCHED_PRIORITIES)
		return -EINVAL;
	if (priority > current_thread()->base_priority)
		return -EPERM;
	t->base_priority = (uint32_t)priority;
	ipc_priority_changed(t);
	return 0;
}

static int set_name(struct thread *t, uint64_t from)
{
	char name[XINIM_THREAD_NAME_MAX];

	if (copy_from_user(name, from, sizeof(name)) != 0)
		return -EFAULT;
	name[sizeof(name) - 1] = '\0';
	thread_set_name(t, name);
	return 0;
}

/* thread_control(process, tid, operation, argument): see <xinim/process.h>. */
SYSCALL_HANDLER_LOCKED(thread_control)
{
	struct process *p;
	struct thread *t;
	int error = process_by_cap(arg[0], XINIM_RIGHT_CONTROL, &p);

	if (error)
		return error;
	t = thread_find((uint32_t)arg[1]);
	if (arg[1] > UINT32_MAX || !t || t->process != p)
		return -ESRCH;
	switch (arg[2]) {
	case XINIM_THREAD_START:
		thread_resume(t, THREAD_STOP_ORDER);
		return 0;
	case XINIM_THREAD_STOP:
		thread_stop(t, THREAD_STOP_ORDER);
		return 0;
	case XINIM_THREAD_GET_REGS:
		return thread_frame_whole(t) ? get_regs(t, arg[3]) : -EBUSY;
	case XINIM_THREAD_SET_REGS:
		return thread_frame_whole(t) && t->at_stop ? set_regs(t, arg[3]) : -EBUSY;
	case XINIM_THREAD_PRIORITY:
		return set_priority(t, arg[3]);
	case XINIM_THREAD_KILL:
		thread_kill(t);
		return 0;
	case XINIM_THREAD_TIMES:
		return tell_times(t, arg[3]);
	case XINIM_THREAD_NAME:
		return set_name(t, arg[3]);
	default:
		return -EINVAL;
	}
}
