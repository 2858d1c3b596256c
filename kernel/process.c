/*
 * kernel/process.c - processes: made, found, ended, reaped.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/process.h"

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/futex.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/servers.h"
#include "kernel/string.h"
#include "kernel/trace.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define HASH_SIZE     256 /* a power of two */
#define CHILDREN_STEP 32  /* children given away in one go */
#define COUNT_STEP    96  /* threads counted */

struct process idle_process;
unsigned process_count;
uint64_t process_created;
int32_t process_last;
struct numbers process_numbers;
static uint64_t gone_fast, gone_slow; /* messages of all threads that are gone */
static struct list hash[HASH_SIZE];

static struct list *bucket(int32_t pid)
{
	return &hash[(uint32_t)pid & (HASH_SIZE - 1)];
}

static void lists_init(struct process *p)
{
	list_init(&p->threads);
	list_init(&p->children);
	list_init(&p->sibling_link);
	list_init(&p->hash_link);
	list_init(&p->endpoints);
	list_init(&p->event_link);
	list_init(&p->page_events);
	notification_init(&p->events);
	notification_init(&p->child_events);
}

void process_init(void)
{
	route_init();
	for (unsigned i = 0; i < HASH_SIZE; i++)
		list_init(&hash[i]);
	lists_init(&idle_process);
	strlcpy(idle_process.name, "idle", sizeof(idle_process.name));
}

struct process *process_find(int32_t pid)
{
	struct process *p;

	kdebug_locked();
	list_for_each_entry (p, bucket(pid), hash_link) {
		if (p->pid == pid)
			return p;
	}
	return NULL;
}

static void process_destroy(struct cap_object *o)
{
	trace_drop((struct process *)o);
	quota_free(o);
	process_count--;
}

struct process *process_create(const char *name, int32_t pid, struct process *parent)
{
	struct process *p;

	if (pid == 0)
		pid = (int32_t)thread_new_number();
	if (pid == 0 || process_find(pid))
		return NULL;
	p = quota_alloc(quota_current(), sizeof(*p));
	if (!p)
		return NULL;
	lists_init(p);
	signal_init_process(p);
	cap_object_init(&p->cap, XINIM_CAP_PROCESS, process_destroy);
	strlcpy(p->name, name, sizeof(p->name));
	p->pid = pid;
	p->parent = parent;
	p->id.ppid = parent ? parent->pid : PID_IDLE;
	if (parent)
		list_add_tail(&parent->children, &p->sibling_link);
	list_add_tail(bucket(pid), &p->hash_link);
	numbers_add(&process_numbers, (uint32_t)pid);
	p->started = arch_clock_ns();
	process_count++;
	process_created++;
	process_last = pid;
	return p;
}

struct quota *quota_current(void)
{
	const struct process *p = current_thread()->process;

	return p->space ? p->space->quota : NULL;
}

struct quota *process_quota(const struct process *p)
{
	return p->space ? p->space->quota : quota_current();
}

void process_unlink(struct process *p)
{
	list_remove(&p->sibling_link);
	list_remove(&p->event_link);
	list_remove(&p->hash_link);
	numbers_remove(&process_numbers, (uint32_t)p->pid);
	p->parent = NULL;
	cap_object_put(&p->cap);
}

void process_discard(struct process *p)
{
	kassert(list_empty(&p->threads));
	signal_end_process(p);
	if (p->space)
		space_destroy(p->space);
	process_unlink(p);
}

void process_is_up(struct process *p)
{
	if (p->is_up)
		return;
	p->is_up = true;
	if (p->boot_module)
		servers_wake_boot();
}

void process_is_ready(struct process *p)
{
	if (p->is_ready)
		return;
	p->is_ready = true;
	p->is_up = true;
	if (!p->boot_module)
		return;
	servers_process_ready(p);
	servers_wake_boot();
}

/* To a parent: wait4 has something. */
static void tell_of_death(struct process *parent)
{
	notification_signal(&parent->events, XINIM_NOTIFY_CHILD);
	notification_signal(&parent->child_events, XINIM_NOTIFY_CHILD);
}

/* The children of a process that ends become PID 1's, zombies included; in steps. */
static void give_children_away(struct process *p)
{
	unsigned n = 0;
	struct list *l;

	while ((l = list_pop(&p->children))) {
		struct process *child = list_entry(l, struct process, sibling_link);
		struct process *init = process_find(PID_INIT);

		if (++n % CHILDREN_STEP == 0)
			kernel_preemption_point();
		if (init == p || !init || init->zombie) {
			/* Nobody is left to wait for it. */
			child->parent = NULL;
			child->id.ppid = PID_IDLE;
			if (child->zombie)
				process_unlink(child);
			continue;
		}
		child->parent = init;
		child->id.ppid = PID_INIT;
		list_add_tail(&init->children, &child->sibling_link);
		if (child->zombie)
			tell_of_death(init);
	}
}

/* PID 1 is what everything hangs on: without it the machine stops. */
static void init_exited(int32_t status)
{
	unsigned value = 0x11;

	if (status == 0)
		value = 0x10;
	else if (status == 77 << 8)
		value = 0x26;
	if (arch_debug_exit_port)
		arch_exit(value);
	panic("PID 1 ended (%s %d)", status & 0x7f ? "signal" : "exit status",
		status & 0x7f ? status & 0x7f : status >> 8);
}

/* The last thread is leaving: what p has goes, and its parent hears of it, if it ever ran. */
static void finish(struct process *p, bool ran)
{
	struct space *space = p->space;

	if (p->pid == PID_INIT)
		init_exited(p->status);
	if (space) {
		struct xinim_process_times used;

		process_times(p, &used);
		p->max_resident = used.max_resident;
		p->faults = used.faults;
	}
	process_set_space(p, NULL);
	process_is_up(p);
	signal_end_process(p);
	ipc_process_exit(p);
	cap_close_all(p);
	notification_unbind(&p->events);
	notification_alarm(&p->events, 0, 0);
	/* In steps: it is reaped when it is a zombie, not before. */
	if (space)
		space_destroy(space);
	if (p->adopted)
		space_destroy(p->adopted);
	p->adopted = NULL;
	give_children_away(p);
	p->zombie = true;
	servers_process_ended(p);
	process_controller_exit(p);
	if (ran && process_tell_end(p))
		return;
	if (p->parent && (ran || !process_controlled()))
		tell_of_death(p->parent);
	else
		process_unlink(p);
}

void process_end_others(struct process *p, const struct thread *but, unsigned most)
{
	struct thread *t;

	list_for_each_entry (t, &p->threads, process_link) {
		if (t == but || t->killed)
			continue;
		thread_kill(t);
		if (--most == 0)
			return;
	}
}

void process_thread_exit(int32_t status)
{
	struct thread *self = current_thread();
	struct process *p = self->process;

	/* Who runs next may be on the same way, and the next one: none leaves the kernel. */
	kernel_preemption_point();
	futex_leave(self, p->space);
	process_charge(p, self);
	list_remove(&self->process_link);
	signal_end_thread(self);
	self->process = &idle_process;
	/* Off the address space, which may go now; kernel stacks are in every one. */
	self->space = NULL;
	arch_switch_space(&kernel_space);
	if (list_empty(&p->threads)) {
		if (!p->exiting)
			p->status = status;
		p->exiting = true;
		finish(p, true);
	} else {
		/* Each that goes takes the next one along, so that it is not all at once. */
		if (p->exiting)
			process_end_others(p, NULL, 1);
		else if (p->adopted)
			process_end_others(p, p->adopter, 1);
		process_adopt_complete(p);
	}
	while (!ipc_drop_lenders(self))
		kernel_preemption_point();
	sched_exit();
}

void process_kill(struct process *p, int32_t status)
{
	if (p->exiting)
		return;
	p->exiting = true;
	p->status = status;
	/* One that never had a thread ends at once. */
	if (list_empty(&p->threads))
		finish(p, false);
	else
		process_end_others(p, NULL, PROCESS_KILL_AT_ONCE);
}

void process_exit(int32_t status)
{
	process_kill(current_thread()->process, status);
	process_thread_exit(status);
}

int process_by_cap(uint64_t slot, uint32_t rights, struct process **out)
{
	struct process *self = current_thread()->process;
	struct cap *c;
	int error;

	*out = self;
	if (slot == XINIM_CAP_SELF)
		return 0;
	/* The number of a call is above all capabilities. */
	if (slot > UINT32_MAX && slot <= INT64_MAX) {
		struct thread *caller;

		error = process_by_call(slot, &caller);
		if (!error)
			*out = caller->process;
		return error;
	}
	error = cap_find(self, slot, XINIM_CAP_PROCESS, rights, &c);
	if (error)
		return error;
	*out = (struct process *)c->object;
	return (*out)->exiting ? -ESRCH : 0;
}

void process_set_space(struct process *p, struct space *s)
{
	if (p->space)
		p->space->processes--;
	p->space = s;
	if (s)
		s->processes++;
}

int process_need_space(struct process *p)
{
	if (!p->space)
		process_set_space(p, space_create(NULL));
	return p->space ? 0 : -ENOMEM;
}

int process_with_space(uint64_t slot, uint32_t rights, struct process **out)
{
	int error = process_by_cap(slot, rights, out);

	return error ? error : process_need_space(*out);
}

int process_by_call(uint64_t call, struct thread **caller)
{
	struct thread *t = ipc_find_routed(current_thread()->process, call);

	if (!t || t->process->exiting)
		return -ESRCH;
	*caller = t;
	return 0;
}

struct process *process_find_zombie(int32_t which, int *error)
{
	struct process *self = current_thread()->process, *child;
	bool found = false;

	list_for_each_entry (child, &self->children, sibling_link) {
		if (which > 0 && child->pid != which)
			continue;
		found = true;
		if (child->zombie)
			return child;
	}
	*error = found ? 0 : -ECHILD;
	return NULL;
}

void process_reap(struct process *zombie)
{
	kassert(zombie->zombie);
	if (zombie->parent)
		zombie->parent->children_ns += zombie->cpu_ns + zombie->children_ns;
	process_unlink(zombie);
}

void process_charge(struct process *p, struct thread *t)
{
	const struct thread_top *top = thread_top(t);
	uint64_t user, system;

	thread_times(t, &user, &system);
	p->cpu_ns += user + system;
	p->system_ns += system;
	p->calls += top->calls;
	p->ipc_fast += top->ipc_fast;
	p->ipc_slow += top->ipc_slow;
	gone_fast += top->ipc_fast;
	gone_slow += top->ipc_slow;
}

struct process *process_next(int32_t pid)
{
	uint32_t n = numbers_next(&process_numbers, pid > 0 ? (uint32_t)pid : 0);

	return n < NUMBERS_MAX ? process_find((int32_t)n) : NULL;
}

void process_ipc_counts(uint64_t *fast, uint64_t *slow)
{
	uint32_t tid = 0;

	*fast = gone_fast;
	*slow = gone_slow;
	for (unsigned n = 1; (tid = numbers_next(&thread_numbers, tid + 1)) < NUMBERS_MAX;
		n++) {
		const struct thread *t = thread_find(tid);

		/* One that has ended is among those gone, though it has its number yet. */
		if (t->process != &idle_process) {
			*fast += thread_top(t)->ipc_fast;
			*slow += thread_top(t)->ipc_slow;
		}
		if (n % COUNT_STEP == 0)
			kernel_preemption_point();
	}
}

/* More threads than are looked at in one go? */
static bool has_many_threads(const struct process *p)
{
	const struct list *l;
	unsigned n = 0;

	list_for_each (l, &p->threads)
		if (++n > COUNT_STEP)
			return true;
	return false;
}

void process_visit(
	const struct process *p, void (*visit)(struct thread *t, void *ctx), void *ctx)
{
	uint32_t tid = 0;
	struct thread *t;

	if (!has_many_threads(p)) {
		list_for_each_entry (t, &p->threads, process_link)
			visit(t, ctx);
		return;
	}
	for (unsigned n = 1; (tid = numbers_next(&thread_numbers, tid + 1)) < NUMBERS_MAX;
		n++) {
		t = thread_find(tid);
		if (t->process == p)
			visit(t, ctx);
		if (n % COUNT_STEP == 0)
			kernel_preemption_point();
	}
}

static void add_times(struct thread *t, void *ctx)
{
	struct xinim_process_times *times = ctx;
	uint64_t user, system;

	thread_times(t, &user, &system);
	times->user_ns += user;
	times->system_ns += system;
}

void process_times(const struct process *p, struct xinim_process_times *times)
{
	*times = (struct xinim_process_times){
		.user_ns = p->cpu_ns - p->system_ns,
		.system_ns = p->system_ns,
		.max_resident = p->max_resident,
		.faults = p->faults,
	};
	process_visit(p, add_times, times);
	if (!p->space)
		return;
	times->resident = p->space->pages * PAGE_SIZE;
	if (space_most_pages(p->space) * PAGE_SIZE > times->max_resident)
		times->max_resident = space_most_pages(p->space) * PAGE_SIZE;
	times->size = p->space->size;
	times->faults += p->space->faults;
}
