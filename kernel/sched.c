/*
 * kernel/sched.c - preemptive round robin over 32 priorities, a queue per CPU.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/sched.h"

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/thread.h"

#define TICKS_LOGGED 3 /* the first so many, so that a boot log shows time passing */

struct cpu *cpus[MAX_CPUS];
unsigned cpu_count;
unsigned cpu_present;
static bool preemptive;
static unsigned ticks_logged;

void sched_init_cpu(struct cpu *c)
{
	for (unsigned p = 0; p < SCHED_PRIORITIES; p++)
		list_init(&c->queue.ready[p]);
	c->slice_end = UINT64_MAX;
}

static void enqueue(struct cpu *c, struct thread *t)
{
	struct run_queue *q = &c->queue;

	t->state = THREAD_READY;
	t->cpu = c;
	list_add_tail(&q->ready[t->priority], &t->run_link);
	q->occupied |= 1u << t->priority;
	q->length++;
}

static struct thread *dequeue(struct cpu *c)
{
	struct run_queue *q = &c->queue;
	struct thread *t;
	unsigned p;

	if (!q->occupied)
		return c->idle;
	p = 31 - (unsigned)__builtin_clz(q->occupied);
	t = list_entry(list_pop(&q->ready[p]), struct thread, run_link);
	if (list_empty(&q->ready[p]))
		q->occupied &= ~(1u << p);
	q->length--;
	return t;
}

/* The highest priority that waits in c's queue, -1 if none. */
static int best_ready(const struct cpu *c)
{
	return c->queue.occupied ? 31 - __builtin_clz(c->queue.occupied) : -1;
}

static unsigned load(const struct cpu *c)
{
	return c->queue.length + (c->current != c->idle);
}

static struct cpu *least_loaded(void)
{
	struct cpu *best = this_cpu();

	for (unsigned i = 0; i < cpu_count; i++)
		if (load(cpus[i]) < load(best))
			best = cpus[i];
	return best;
}

/*
 * Has the timer interrupt when the next timer or, if somebody waits for the
 * CPU, the slice is due. Timers belong to the boot CPU.
 */
static void arm_timer(struct cpu *c)
{
	uint64_t next = c->id == 0 ? timer_next() : UINT64_MAX;

	if (preemptive && best_ready(c) >= (int)c->current->priority &&
		c->slice_end < next)
		next = c->slice_end;
	if (c->id == 0 && ticks_logged > 0 && c->slice_end < next)
		next = c->slice_end;
	arch_timer_arm(next);
}

/* The queue of c has changed: does it concern who runs there, or its timer? */
static void queue_changed(struct cpu *c)
{
	if (best_ready(c) > (int)c->current->priority) {
		if (c == this_cpu())
			cpu_work_set(c, CPU_WORK_RESCHED);
		else
			arch_send_reschedule(c);
	} else if (c == this_cpu()) {
		arm_timer(c);
	} else {
		arch_send_reschedule(c);
	}
}

void sched_wake(struct thread *t)
{
	struct cpu *c;

	if (t->state != THREAD_BLOCKED)
		return;
	c = t->cpu && load(t->cpu) <= 1 ? t->cpu : least_loaded();
	enqueue(c, t);
	queue_changed(c);
}

/* Goes on with next, who is in no queue. */
static void switch_to(struct thread *next, uint64_t now)
{
	struct cpu *c = this_cpu();
	struct thread *prev = c->current;

	prev->run_ns += now - prev->run_start;
	next->run_start = now;
	next->state = THREAD_RUNNING;
	next->cpu = c;
	c->current = next;
	arm_timer(c);
	if (next == prev)
		return;
	if (prev->state == THREAD_DEAD)
		c->dead = prev;
	arch_switch(prev, next);
	sched_finish_switch();
}

void sched_switch(void)
{
	struct cpu *c = this_cpu();
	uint64_t now = arch_clock_ns();

	cpu_work_clear(c, CPU_WORK_RESCHED | CPU_WORK_KILL);
	c->slice_end = now + SCHED_SLICE_NS;
	switch_to(dequeue(c), now);
}

void sched_block_stackless(void)
{
	struct thread *t = current_thread();

	t->stackless = true;
	t->state = THREAD_BLOCKED;
	sched_switch();
	panic("a thread without a stack came back to it");
}

void sched_switch_to_stackless(struct thread *next)
{
	struct cpu *c = this_cpu();
	struct thread *t = c->current;

	t->stackless = true;
	t->state = THREAD_BLOCKED;
	cpu_work_clear(c, CPU_WORK_KILL);
	if (best_ready(c) > (int)next->priority)
		cpu_work_set(c, CPU_WORK_RESCHED);
	switch_to(next, arch_clock_ns());
	panic("a thread without a stack came back to it");
}

void sched_set_priority(struct thread *t, unsigned priority)
{
	if (t->priority == priority)
		return;
	if (t->state == THREAD_READY) {
		struct run_queue *q = &t->cpu->queue;

		list_remove(&t->run_link);
		if (list_empty(&q->ready[t->priority]))
			q->occupied &= ~(1u << t->priority);
		q->length--;
		t->priority = priority;
		enqueue(t->cpu, t);
		queue_changed(t->cpu);
		return;
	}
	t->priority = priority;
	if (t->state == THREAD_RUNNING && best_ready(t->cpu) > (int)priority)
		queue_changed(t->cpu);
}

void sched_finish_switch(void)
{
	struct cpu *c = this_cpu();

	if (c->dead) {
		struct thread *dead = c->dead;
		c->dead = NULL;
		thread_free(dead);
	}
	if (c->current->killed)
		cpu_work_set(c, CPU_WORK_KILL);
}

void sched_block(void)
{
	current_thread()->state = THREAD_BLOCKED;
	sched_switch();
}

void sched_yield(void)
{
	struct cpu *c = this_cpu();

	if (c->current != c->idle)
		enqueue(c, c->current);
	sched_switch();
}

void sched_exit(void)
{
	current_thread()->state = THREAD_DEAD;
	sched_switch();
	panic("a dead thread runs");
}

static void log_tick(void)
{
	ticks_logged--;
	kprintf("[TIMER] Tick %u\n", TICKS_LOGGED - ticks_logged);
}

void sched_timer(void)
{
	struct cpu *c = this_cpu();
	uint64_t now = arch_clock_ns();

	if (c->id == 0)
		timer_expire(now);
	if (now >= c->slice_end) {
		if (c->id == 0 && ticks_logged > 0)
			log_tick();
		c->slice_end = now + SCHED_SLICE_NS;
		if (best_ready(c) >= (int)c->current->priority)
			cpu_work_set(c, CPU_WORK_RESCHED);
	}
	arm_timer(c);
}

void sched_poke(void)
{
	struct cpu *c = this_cpu();

	if (best_ready(c) > (int)c->current->priority)
		cpu_work_set(c, CPU_WORK_RESCHED);
	arm_timer(c);
}

void sched_start_preemption(void)
{
	struct cpu *c = this_cpu();

	preemptive = true;
	ticks_logged = TICKS_LOGGED;
	c->slice_end = arch_clock_ns() + SCHED_SLICE_NS;
	arm_timer(c);
	/* The others may have threads that wait since before; their timers are not armed. */
	for (unsigned i = 0; i < cpu_count; i++)
		if (cpus[i] != c)
			arch_send_reschedule(cpus[i]);
}

void sched_idle(void *arg)
{
	struct cpu *c = this_cpu();

	(void)arg;
	for (;;) {
		if (c->queue.occupied)
			sched_switch();
		kernel_unlock();
		arch_idle();
		kernel_lock();
	}
}
