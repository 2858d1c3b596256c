/*
 * kernel/thread.c - threads: made, put to sleep, freed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/thread.h"

#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/page.h"
#include "kernel/process.h"
#include "kernel/slab.h"
#include "kernel/stack.h"
#include "kernel/string.h"
#include "kernel/trace.h"

#include <xinim/errno.h>

unsigned thread_count;
struct thread *thread_table[THREADS_MAX];
struct numbers thread_numbers;
static uint32_t last_number = PID_MEMORY; /* 1 to 4 are the servers' */

struct thread *thread_find(uint32_t tid)
{
	return tid < THREADS_MAX ? thread_table[tid] : NULL;
}

uint32_t thread_new_number(void)
{
	uint32_t n =
		numbers_next_free(&thread_numbers, &process_numbers, last_number + 1);

	if (n == NUMBERS_MAX)
		n = numbers_next_free(&thread_numbers, &process_numbers, PID_MEMORY + 1);
	if (n == NUMBERS_MAX)
		return 0;
	last_number = n;
	return n;
}

void thread_set_number(uint32_t tid, struct thread *t)
{
	thread_table[tid] = t;
	if (t)
		numbers_add(&thread_numbers, tid);
	else
		numbers_remove(&thread_numbers, tid);
}

static void sleep_over(struct timer *timer)
{
	struct thread *t =
		(struct thread *)((char *)timer - offsetof(struct thread, sleep));

	t->timed_out = true;
	sched_wake(t);
}

static struct thread *thread_new(unsigned priority)
{
	struct thread *t = kmalloc(sizeof(*t));

	if (!t)
		return NULL;
	t->state = THREAD_BLOCKED;
	t->priority = priority;
	t->base_priority = priority;
	t->affinity = UINT64_MAX;
	list_init(&t->ipc_link);
	list_init(&t->lender_link);
	list_init(&t->lenders);
	timer_init(&t->ipc_timer, ipc_timed_out);
	list_init(&t->run_link);
	list_init(&t->process_link);
	timer_init(&t->sleep, sleep_over);
	signal_init_thread(t);
	return t;
}

static struct thread *thread_with_stack(unsigned priority)
{
	struct thread *t = thread_new(priority);

	if (!t)
		return NULL;
	t->stack = stack_alloc();
	if (!t->stack) {
		kfree(t);
		return NULL;
	}
	t->frame =
		&((struct thread_top *)((char *)t->stack + KERNEL_STACK_SIZE) - 1)->frame;
	memset(thread_top(t), 0, sizeof(struct thread_top));
	thread_count++;
	return t;
}

const char *thread_name(const struct thread *t)
{
	return t->name[0] || !t->process ? t->name : t->process->name;
}

void thread_set_name(struct thread *t, const char *name)
{
	struct process *p = t->process;

	if (t->tid == (uint32_t)p->pid)
		strlcpy(p->name, name, sizeof(p->name));
	else
		strlcpy(t->name, name, sizeof(t->name));
}

struct thread *thread_create(struct process *p, unsigned priority)
{
	struct quota *quota = p->space->quota;
	uint32_t tid = (uint32_t)p->pid;
	struct thread *t;

	/* The first thread has its process's number. */
	if (thread_table[tid])
		tid = thread_new_number();
	if (tid == 0)
		return NULL;
	if (quota_charge(quota, QUOTA_THREADS, 1) != 0)
		return NULL;
	if (quota_charge(quota, QUOTA_KERNEL_PAGES, KERNEL_STACK_PAGES) != 0)
		goto release_thread;
	if (page_short(quota))
		goto release_stack;
	t = thread_with_stack(priority);
	if (!t)
		goto release_stack;
	t->quota = quota_get(quota);
	t->tid = tid;
	t->call_id = tid;
	thread_set_number(tid, t);
	t->process = p;
	t->space = &p->space->arch;
	t->stop = THREAD_STOP_ORDER; /* thread_resume is its start */
	t->slow |= THREAD_SLOW_STOP;
	t->at_stop = true;
	if (!list_empty(&p->threads))
		sched_set_affinity(t,
			list_first(&p->threads, struct thread, process_link)->affinity);
	list_add_tail(&p->threads, &t->process_link);
	arch_ports_new_thread(t);
	trace_adopt(t);
	signal_adopt(t);
	return t;

release_stack:
	quota_release(quota, QUOTA_KERNEL_PAGES, KERNEL_STACK_PAGES);
release_thread:
	quota_release(quota, QUOTA_THREADS, 1);
	return NULL;
}

struct thread *thread_create_kernel(void (*fn)(void *), void *arg, unsigned priority)
{
	struct thread *t = thread_with_stack(priority);

	if (!t)
		return NULL;
	t->process = &idle_process;
	arch_thread_init_kernel(t, fn, arg);
	return t;
}

struct thread *thread_adopt_boot(void)
{
	struct thread *t = thread_new(PRIORITY_BOOT);

	if (!t)
		return NULL;
	t->process = &idle_process;
	t->state = THREAD_RUNNING;
	t->cpu = this_cpu();
	t->affinity = 1; /* the boot CPU */
	thread_count++;
	return t;
}

void thread_free(struct thread *t)
{
	kdebug_locked();
	kassert(t->state == THREAD_DEAD);
	kassert(t->ipc_state == IPC_NONE);
	while (!ipc_drop_lenders(t))
		; /* nobody lends to a thread that has ended */
	timer_cancel(&t->sleep);
	timer_cancel(&t->ipc_timer);
	list_remove(&t->process_link);
	if (t->tid)
		thread_set_number(t->tid, NULL);
	quota_release(t->quota, QUOTA_KERNEL_PAGES, KERNEL_STACK_PAGES);
	quota_release(t->quota, QUOTA_THREADS, 1);
	quota_put(t->quota);
	arch_thread_destroy(t);
	if (t->stack)
		stack_free(t->stack);
	kfree(t);
	thread_count--;
}

uint64_t thread_cpu_time(struct thread *t)
{
	const struct cpu *c = t->cpu;
	uint64_t ns = t->run_ns, now;

	if (c && c->current == t) {
		now = arch_clock_ns();
		if (now > c->charged)
			ns += now - c->charged;
	}
	if (ns > t->run_told)
		t->run_told = ns;
	return t->run_told;
}

/* Both only grow, as long as neither is told more than the whole has grown by. */
void thread_times(struct thread *t, uint64_t *user, uint64_t *system)
{
	uint64_t whole = thread_cpu_time(t);
	uint64_t now = whole > t->system_ns ? whole - t->system_ns : 0;

	if (now > t->user_told)
		t->user_told = now;
	*user = t->user_told;
	*system = whole - t->user_told;
}

void thread_arm_timer(struct timer *timer, uint64_t deadline)
{
	timer_arm(timer, deadline);
	if (timer_next() != deadline)
		return;
	/* The boot CPU looks at the timers when it switches, or is told to. */
	if (this_cpu()->id != 0)
		arch_send_reschedule(cpus[0]);
	else
		sched_poke();
}

bool thread_sleep_until(uint64_t ns)
{
	struct thread *t = current_thread();

	t->timed_out = false;
	if (ns != UINT64_MAX)
		thread_arm_timer(&t->sleep, ns);
	sched_block();
	timer_cancel(&t->sleep);
	return t->timed_out;
}

/* Something about t is new that it looks at on its way to user mode. */
static void nudge(struct thread *t)
{
	if (t == current_thread())
		sched_poke();
	else if (t->state == THREAD_RUNNING)
		arch_send_reschedule(t->cpu);
}

void thread_kill(struct thread *t)
{
	t->killed = true;
	t->stop = 0;
	t->at_stop = false;
	if (t->state == THREAD_BLOCKED) {
		ipc_cancel(t, -EINTR);
		sched_wake(t);
	} else {
		nudge(t);
	}
}

void thread_stop(struct thread *t, unsigned why)
{
	t->stop |= (uint8_t)why;
	t->slow |= THREAD_SLOW_STOP;
	nudge(t);
}

void thread_resume(struct thread *t, unsigned why)
{
	t->stop &= (uint8_t)~why;
	if (t->stop)
		return;
	t->slow &= ~(uint64_t)THREAD_SLOW_STOP;
	if (t->at_stop) {
		t->at_stop = false;
		sched_wake(t);
	}
}

bool thread_frame_whole(const struct thread *t)
{
	return t->state == THREAD_BLOCKED && t->stop &&
		(t->at_stop || t->ipc_state != IPC_NONE);
}
