/*
 * kernel/trace.c - rings of system calls, trace_control and trace_read.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/trace.h"

#include "kernel/cap.h"
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/process.h"
#include "kernel/quota.h"
#include "kernel/slab.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/thread.h"
#include "kernel/user.h"

#include <xinim/errno.h>
#include <xinim/trace.h>

#define ENTRIES_DEFAULT 256
#define PRINTED         8

struct trace {
	uint64_t id;          /* no other ring has it, now or ever */
	uint64_t first, next; /* entries are numbered; these are in the ring */
	uint64_t lost;        /* since the last read */
	uint64_t size;
	struct quota *quota; /* of who switched it on: pays for these pages */
	uint64_t pages;
	bool on, by_root;
	struct xinim_trace_entry ring[];
};

static uint64_t rings_made;

static void add(struct trace *r, const struct xinim_trace_entry *e)
{
	if (r->next - r->first == r->size) {
		r->first++;
		r->lost++;
	}
	r->ring[r->next++ % r->size] = *e;
}

static void note(const struct frame *f, uint32_t number, enum xinim_trace_kind kind)
{
	const struct thread *t = current_thread();
	struct trace *r = t->process->trace;
	struct xinim_trace_entry e = {
		.time = arch_clock_ns(),
		.pid = t->process->pid,
		.tid = t->tid,
		.number = number,
		.kind = kind,
		.result = kind == XINIM_TRACE_EXIT ? frame_result(f) : 0,
		.cap = frame_ipc_cap(f),
		.label = frame_ipc_label(f),
		.timeout = frame_ipc_timeout(f),
		.reply = frame_ipc_reply_to(f),
	};

	if (!r || !r->on)
		return;
	memcpy(e.arg, f->arg, sizeof(e.arg));
	add(r, &e);
}

void trace_enter(const struct frame *f)
{
	struct thread *t = current_thread();
	uint64_t number = frame_syscall_number(f);

	kernel_lock();
	t->trace_number = number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
	t->trace_call = true;
	note(f, t->trace_number, XINIM_TRACE_ENTER);
	/* The way out is by user_exit_work, wherever it begins. */
	cpu_work_set(this_cpu(), CPU_WORK_TRACE);
	kernel_unlock();
}

void trace_exit(const struct frame *f)
{
	struct thread *t = current_thread();

	if (!t->trace_call)
		return;
	t->trace_call = false;
	note(f, t->trace_number, XINIM_TRACE_EXIT);
}

static void set_traced(struct thread *t, bool traced)
{
	if (traced)
		t->slow |= THREAD_SLOW_TRACED;
	else
		t->slow &= ~(uint64_t)THREAD_SLOW_TRACED;
	if (t == current_thread())
		arch_note_traced();
	else if (t->state == THREAD_RUNNING)
		arch_send_reschedule(t->cpu);
}

static void set_all(struct process *p, bool traced)
{
	struct thread *t;

	list_for_each_entry (t, &p->threads, process_link)
		set_traced(t, traced);
}

void trace_adopt(struct thread *t)
{
	if (t->process->trace && t->process->trace->on)
		t->slow |= THREAD_SLOW_TRACED;
}

static void trace_off(struct process *p)
{
	if (p->trace)
		p->trace->on = false;
	set_all(p, false);
}

void trace_drop(struct process *p)
{
	if (!p->trace)
		return;
	trace_off(p);
	quota_release(p->trace->quota, QUOTA_KERNEL_PAGES, p->trace->pages);
	quota_put(p->trace->quota);
	kfree(p->trace);
	p->trace = NULL;
}

static int trace_on(struct process *p, uint64_t size)
{
	struct quota *q = current_thread()->process->space->quota;
	uint64_t bytes, pages;
	struct trace *r;

	if (size > XINIM_TRACE_MAX)
		return -EINVAL;
	if (p->zombie)
		return -ESRCH;
	if (p->trace && p->trace->on)
		return -EBUSY;
	if (size == 0)
		size = ENTRIES_DEFAULT;
	bytes = sizeof(*r) + size * sizeof(r->ring[0]);
	pages = (bytes + PAGE_MASK) >> PAGE_SHIFT;
	trace_drop(p);
	if (quota_charge(q, QUOTA_KERNEL_PAGES, pages) != 0)
		return -ENOMEM;
	r = kmalloc(bytes);
	if (!r) {
		quota_release(q, QUOTA_KERNEL_PAGES, pages);
		return -ENOMEM;
	}
	r->id = ++rings_made;
	r->first = 0;
	r->next = 0;
	r->lost = 0;
	r->size = size;
	r->quota = quota_get(q);
	r->pages = pages;
	r->on = true;
	r->by_root = current_thread()->process->id.euid == 0;
	p->trace = r;
	set_all(p, true);
	return 0;
}

/* The process that a capability with CONTROL or TRACE stands for. */
static int find_process(uint64_t slot, struct process **out)
{
	struct process *self = current_thread()->process;
	struct cap *c;
	int error;

	if (slot == XINIM_CAP_SELF) {
		*out = self;
		return 0;
	}
	error = cap_find(self, slot, XINIM_CAP_PROCESS, 0, &c);
	if (error)
		return error;
	if (!(c->rights & (XINIM_RIGHT_CONTROL | XINIM_RIGHT_TRACE)))
		return -EPERM;
	*out = (struct process *)c->object;
	return 0;
}

/* As ptrace(2) has it: root may see all, others what is the same user's in all respects. */
static bool may_trace(const struct xinim_identity *by, const struct xinim_identity *id)
{
	return by->euid == 0 ||
		(by->euid == id->uid && by->euid == id->euid && by->euid == id->suid &&
			by->egid == id->gid && by->egid == id->egid &&
			by->egid == id->sgid);
}

/* XINIM_TRACE_OPEN: a capability to trace the process with this number. */
static int64_t trace_open(uint64_t pid, uint64_t entries)
{
	struct process *self = current_thread()->process, *p;

	if (entries != 0)
		return -EINVAL;
	p = pid > 0 && pid <= INT32_MAX ? process_find((int32_t)pid) : NULL;
	if (!p || p->exiting)
		return -ESRCH;
	if (p != self && !may_trace(&self->id, &p->id))
		return -EPERM;
	return cap_insert(self, &p->cap, XINIM_RIGHT_TRACE, 0, NULL);
}

void trace_identity(struct process *p, const struct xinim_identity *was)
{
	if (p->trace && p->trace->on && !p->trace->by_root &&
		(was->uid != p->id.uid || was->euid != p->id.euid ||
			was->suid != p->id.suid || was->gid != p->id.gid ||
			was->egid != p->id.egid || was->sgid != p->id.sgid))
		trace_off(p);
}

/* trace_control(process, operation, entries) */
SYSCALL_HANDLER_LOCKED(trace_control)
{
	struct process *p;
	int error;

	if (arg[1] == XINIM_TRACE_OPEN)
		return trace_open(arg[0], arg[2]);
	error = find_process(arg[0], &p);
	if (error)
		return error;
	switch (arg[1]) {
	case XINIM_TRACE_OFF:
		trace_off(p);
		return 0;
	case XINIM_TRACE_ON:
		return trace_on(p, arg[2]);
	case XINIM_TRACE_DROP:
		trace_drop(p);
		return 0;
	default:
		return -EINVAL;
	}
}

/* The n oldest entries and the count of lost ones go to the user, but stay in the ring. */
static int copy_out(const struct trace *r, uint64_t n, uint64_t to, uint64_t lost_to)
{
	struct xinim_trace_entry *copy = kmalloc(n * sizeof(*copy) + 1);
	uint64_t lost = r->lost;
	int error = 0;

	if (!copy)
		return -ENOMEM;
	for (uint64_t i = 0; i < n; i++)
		copy[i] = r->ring[(r->first + i) % r->size];
	/* From here on the ring may go: a fault can let others in. */
	if (n && copy_to_user(to, copy, n * sizeof(*copy)) != 0)
		error = -EFAULT;
	if (!error && lost_to && copy_to_user(lost_to, &lost, sizeof(lost)) != 0)
		error = -EFAULT;
	kfree(copy);
	return error;
}

/* trace_read(process, entries, count, lost): how many there were; they leave the ring. */
SYSCALL_HANDLER_LOCKED(trace_read)
{
	struct process *p;
	uint64_t n, id, first, lost;
	int error = find_process(arg[0], &p);

	if (error)
		return error;
	if (!p->trace)
		return -ESRCH;
	id = p->trace->id;
	first = p->trace->first;
	lost = p->trace->lost;
	n = p->trace->next - first;
	if (n > arg[2])
		n = arg[2];
	if (n > XINIM_TRACE_READ)
		n = XINIM_TRACE_READ;
	error = copy_out(p->trace, n, arg[1], arg[3]);
	if (error)
		return error;
	if (find_process(arg[0], &p) != 0 || !p->trace || p->trace->id != id)
		return (int64_t)n;
	p->trace->lost -= lost;
	if (p->trace->first < first + n)
		p->trace->first = first + n;
	return (int64_t)n;
}

void trace_print(const struct process *p)
{
	const struct trace *r = p->trace;

	if (!r)
		return;
	kputs("Last system calls:\n");
	for (uint64_t i = r->next - r->first > PRINTED ? r->next - PRINTED : r->first;
		i < r->next; i++) {
		const struct xinim_trace_entry *e = &r->ring[i % r->size];
		const char *name = e->number < XINIM_SYSCALL_SLOTS
			? syscall_infos[e->number].name
			: NULL;

		if (e->kind == XINIM_TRACE_ENTER)
			kprintf("  %u: %s (%u): %lx %lx %lx %lx %lx %lx\n", e->tid,
				name ? name : "?", e->number, (unsigned long)e->arg[0],
				(unsigned long)e->arg[1], (unsigned long)e->arg[2],
				(unsigned long)e->arg[3], (unsigned long)e->arg[4],
				(unsigned long)e->arg[5]);
		else
			kprintf("  %u: %s = %ld\n", e->tid, name ? name : "?",
				(long)e->result);
	}
}
