/*
 * kernel/stats_process.c - stats_read: processes, their threads and memory; the log.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/cpu.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/process.h"
#include "kernel/stats.h"
#include "kernel/string.h"
#include "kernel/user.h"

#include <xinim/errno.h>
#include <xinim/stats.h>
#include <xinim/vm.h>

#define STRINGS_MOST 4096u /* bytes in one go */

static uint32_t state_of(const struct thread *t)
{
	if (t->state == THREAD_RUNNING)
		return XINIM_STATE_RUNNING;
	if (t->state == THREAD_READY)
		return XINIM_STATE_READY;
	switch (t->ipc_state) {
	case IPC_NONE:
		return XINIM_STATE_SLEEPING;
	case IPC_RECEIVING:
		return XINIM_STATE_RECEIVING;
	case IPC_SENDING:
		return XINIM_STATE_SENDING;
	default:
		return XINIM_STATE_CALLING;
	}
}

/* --- a process ----------------------------------------------------------------------- */

static void add_thread(struct thread *t, void *ctx)
{
	struct xinim_stats_process *s = ctx;

	if (s->threads++ == 0) {
		s->blocked = t->signals.blocked;
		s->priority = t->base_priority;
		s->cpu = t->cpu ? t->cpu->id : 0;
	}
	s->calls += thread_top(t)->calls;
	s->ipc_fast += thread_top(t)->ipc_fast;
	s->ipc_slow += thread_top(t)->ipc_slow;
	if (state_of(t) < s->state)
		s->state = state_of(t);
}

static void add_memory(const struct space *m, struct xinim_stats_process *s)
{
	s->resident_pages = m->pages;
	s->size = m->size;
	s->data = m->data;
	s->locked = m->wired;
	s->faults += m->faults;
	if (space_most_pages(m) * PAGE_SIZE > s->max_resident)
		s->max_resident = space_most_pages(m) * PAGE_SIZE;
	s->strings = m->strings;
	s->env = m->env;
	s->strings_end = m->strings_end;
	s->heap = m->heap_start;
}

static void add_signals(const struct process_signals *g, struct xinim_stats_process *s)
{
	s->pending = g->pending.set;
	s->queued = g->queued;
	s->queue_limit = g->limit;
	s->flags = g->stopped ? XINIM_STATS_PROCESS_STOPPED : 0;
	for (int i = 0; g->actions && i < XINIM_SIGNALS; i++) {
		if (g->actions->handler[i] == XINIM_SIG_IGN)
			s->ignored |= 1UL << i;
		else if (g->actions->handler[i] != XINIM_SIG_DFL)
			s->caught |= 1UL << i;
	}
}

/* As process_visit. */
static void process_stats(const struct process *p, struct xinim_stats_process *s)
{
	struct xinim_process_times used;

	process_times(p, &used);
	*s = (struct xinim_stats_process){
		.pid = p->pid,
		.ppid = p->id.ppid,
		.state = XINIM_STATE_ZOMBIE,
		.cpu_ns = used.user_ns + used.system_ns,
		.system_ns = used.system_ns,
		.children_ns = p->children_ns,
		.calls = p->calls,
		.ipc_fast = p->ipc_fast,
		.ipc_slow = p->ipc_slow,
		.capabilities = p->caps_held,
		.start_ns = p->started,
		.max_resident = p->max_resident,
		.faults = p->faults,
		.status = p->zombie ? p->status : 0,
		.uid = p->id.uid,
		.euid = p->id.euid,
		.suid = p->id.suid,
		.gid = p->id.gid,
		.egid = p->id.egid,
		.sgid = p->id.sgid,
	};
	strlcpy(s->name, p->name, sizeof(s->name));
	if (p->space)
		add_memory(p->space, s);
	add_signals(&p->signals, s);
	process_visit(p, add_thread, s);
}

static int64_t tell_process(uint64_t index, uint64_t to, uint64_t length)
{
	struct process *p = process_next((int32_t)index);
	struct xinim_stats_process s;

	while (p && p->hidden)
		p = process_next(p->pid + 1);
	if (!p)
		return -ESRCH;
	cap_object_get(&p->cap);
	process_stats(p, &s);
	cap_object_put(&p->cap);
	if (copy_to_user(to, &s, length < sizeof(s) ? length : sizeof(s)) != 0)
		return -EFAULT;
	return sizeof(s);
}

/* --- a thread ------------------------------------------------------------------------- */

struct wanted {
	uint32_t from; /* the lowest number from this on */
	struct xinim_stats_thread found;
};

static void look_at_thread(struct thread *t, void *ctx)
{
	struct wanted *w = ctx;

	if (t->tid < w->from || (w->found.tid && t->tid > (uint32_t)w->found.tid))
		return;
	w->found = (struct xinim_stats_thread){
		.tid = (int32_t)t->tid,
		.state = state_of(t),
		.priority = t->base_priority,
		.cpu = t->cpu ? t->cpu->id : 0,
		.cpu_ns = thread_cpu_time(t),
		.system_ns = t->system_ns,
		.pending = t->signals.pending.set,
		.blocked = t->signals.blocked,
	};
	strlcpy(w->found.name, thread_name(t), sizeof(w->found.name));
}

static int64_t tell_thread(
	struct process *p, uint64_t index, uint64_t to, uint64_t length)
{
	struct wanted w = { .from = (uint32_t)index };

	cap_object_get(&p->cap);
	process_visit(p, look_at_thread, &w);
	cap_object_put(&p->cap);
	if (!w.found.tid)
		return -ESRCH;
	if (copy_to_user(to, &w.found,
		    length < sizeof(w.found) ? length : sizeof(w.found)) != 0)
		return -EFAULT;
	return sizeof(w.found);
}

/* --- its memory ------------------------------------------------------------------------- */

static int64_t tell_region(
	struct process *p, uint64_t index, uint64_t to, uint64_t length)
{
	uint64_t page = index & ((1UL << XINIM_STATS_PAGE_BITS) - 1);
	struct xinim_vm_region r;
	int error =
		p->space ? space_tell_region(p->space, page * PAGE_SIZE, &r) : -ENOENT;

	if (error)
		return error;
	if (copy_to_user(to, &r, length < sizeof(r) ? length : sizeof(r)) != 0)
		return -EFAULT;
	return sizeof(r);
}

/* The program may have put anything in the place: what has to be waited for is left out. */
static int64_t tell_strings(
	struct process *p, uint64_t index, uint64_t to, uint64_t length)
{
	const struct space *s = p->space;
	uint64_t at, left, done = 0;

	if (!s || (uint32_t)index >= s->strings_end - s->strings)
		return 0;
	at = s->strings + (uint32_t)index;
	left = s->strings_end - at;
	if (left > length)
		left = length;
	if (left > STRINGS_MOST)
		left = STRINGS_MOST;
	while (done < left) {
		uint64_t n = PAGE_SIZE - ((at + done) & PAGE_MASK);
		void *where;

		if (n > left - done)
			n = left - done;
		if (space_page(p->space, at + done, MAP_READ, 0, &where) != 0)
			break;
		if (copy_to_user(to + done, where, n) != 0)
			return -EFAULT;
		done += n;
	}
	return (int64_t)done;
}

/* --- the log ------------------------------------------------------------------------------ */

static int64_t tell_log(uint64_t from, uint64_t to, uint64_t length)
{
	static struct xinim_stats_log l; /* under the kernel lock */

	l.end = log_end();
	l.start = from;
	l.length = (uint32_t)log_read(&l.start, l.text, sizeof(l.text));
	/* It has moved past what was read. */
	l.start -= l.length;
	if (copy_to_user(to, &l, length < sizeof(l) ? length : sizeof(l)) != 0)
		return -EFAULT;
	return sizeof(l);
}

int64_t stats_of_process(const uint64_t arg[6])
{
	uint64_t index = arg[1];
	uint32_t pid;
	struct process *p;

	if (arg[0] == XINIM_STATS_PROCESS)
		return tell_process(index, arg[2], arg[3]);
	if (arg[0] != XINIM_STATS_THREAD && current_thread()->process->id.euid != 0)
		return -EPERM;
	if (arg[0] == XINIM_STATS_LOG)
		return tell_log(index, arg[2], arg[3]);
	pid = (uint32_t)(index >>
		(arg[0] == XINIM_STATS_REGION ? XINIM_STATS_PAGE_BITS : 32));
	p = pid <= INT32_MAX ? process_find((int32_t)pid) : NULL;
	if (!p)
		return -ESRCH;
	switch (arg[0]) {
	case XINIM_STATS_THREAD:
		return tell_thread(p, index, arg[2], arg[3]);
	case XINIM_STATS_REGION:
		return tell_region(p, index, arg[2], arg[3]);
	case XINIM_STATS_STRINGS:
		return tell_strings(p, index, arg[2], arg[3]);
	default:
		return -EINVAL;
	}
}
