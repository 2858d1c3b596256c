/*
 * kernel/sched.c - preemptive round robin over 32 priorities, a queue per CPU.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/sched.h"

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/load.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/process.h"
#include "kernel/run_queue.h"
#include "kernel/stack.h"
#include "kernel/thread.h"

#define SAMPLE_NS    4000000UL
#define TIMER_STEP   32   /* timers that go off in one go */
#define TIMER_GAP_NS 2000 /* between that and the next ones: for others */
#define TICKS_LOGGED 3    /* the first so many, so that a boot log shows time passing */

struct cpu *cpus[MAX_CPUS];
unsigned cpu_count;
unsigned cpu_present;
static bool preemptive;
static uint64_t idle; /* bit per CPU that halts, and nothing waits in its queue */
static unsigned ticks_logged;
static uint64_t timers_from; /* no timer goes off before */

void sched_init_cpu(struct cpu *c)
{
	c->bit = 1UL << c->id;
	run_queue_init(&c->queue);
	c->slice_end = UINT64_MAX;
	c->timer_due = UINT64_MAX;
	c->started = arch_clock_ns();
	c->charged = c->started;
}

uint64_t sched_online(void)
{
	return UINT64_MAX >> (MAX_CPUS - cpu_count);
}

static uint64_t bit_of(const struct cpu *c)
{
	return c->bit;
}

static bool allowed(const struct thread *t, const struct cpu *c)
{
	return t->affinity & bit_of(c);
}

/* Only this CPU will do for t: nobody can relieve it of t. */
static bool pinned(const struct thread *t, const struct cpu *c)
{
	if (!(t->slow & THREAD_SLOW_AFFINITY))
		return cpu_count == 1;
	return (t->affinity & sched_online()) == bit_of(c);
}

/* t, which ran on c last, waits for it. */
static inline void add(struct cpu *c, struct thread *t, bool first)
{
	t->state = THREAD_READY;
	run_queue_add(&c->queue, t, first, pinned(t, c));
}

static void queue_add(struct cpu *c, struct thread *t, bool first)
{
	kdebug_locked();
	if (t->cpu && t->cpu != c)
		c->counts.migrations++;
	t->cpu = c;
	add(c, t, first);
	idle &= ~bit_of(c);
}

static void queue_remove(struct thread *t)
{
	run_queue_remove(&t->cpu->queue, t, pinned(t, t->cpu));
}

/* c has nothing to do: takes a thread over from the CPU where most wait that it can have. */
static void steal(struct cpu *c)
{
	uint64_t tried = bit_of(c);

	for (;;) {
		struct cpu *longest = NULL;
		unsigned most = 0;
		struct thread *t;

		for (unsigned i = 0; i < cpu_count; i++) {
			const struct run_queue *q = &cpus[i]->queue;

			if (!(tried & bit_of(cpus[i])) && q->length - q->pinned > most) {
				longest = cpus[i];
				most = q->length - q->pinned;
			}
		}
		if (!longest)
			return;
		t = run_queue_find(&longest->queue, bit_of(c));
		if (t) {
			queue_remove(t);
			queue_add(c, t, true);
			c->counts.steals++;
			return;
		}
		tried |= bit_of(longest);
	}
}

static struct thread *dequeue(struct cpu *c)
{
	struct run_queue *q = &c->queue;
	struct thread *t;

	if (!q->occupied)
		steal(c);
	if (!q->occupied)
		return c->idle;
	t = run_queue_first(q);
	queue_remove(t);
	return t;
}

/* The highest priority that waits in c's queue, -1 if none. */
static int best_ready(const struct cpu *c)
{
	return run_queue_best(&c->queue);
}

static unsigned load(const struct cpu *c)
{
	return c->queue.length + (c->current != c->idle);
}

/* Is c a better place for t than best: a less urgent thread to push aside, or less to do? */
static bool better(const struct cpu *c, const struct cpu *best, const struct thread *t)
{
	unsigned here = c->current->priority, there = best->current->priority;

	if (here < t->priority || there < t->priority)
		return here < there;
	return load(c) < load(best);
}

/* Where t goes: where it ran if that idles, else where anybody does, else as better() says. */
static struct cpu *place(const struct thread *t)
{
	struct cpu *best = t->cpu && allowed(t, t->cpu) ? t->cpu : NULL;
	uint64_t mask = t->affinity & sched_online(), free = mask & idle;

	if (best && free & bit_of(best))
		return best;
	if (free)
		return cpus[__builtin_ctzl(free)];
	for (; mask; mask &= mask - 1) {
		struct cpu *c = cpus[__builtin_ctzl(mask)];

		if (!best || better(c, best, t))
			best = c;
	}
	return best;
}

/* More wait in c's queue than it can run: has an idle CPU come for one. */
static void call_for_help(const struct cpu *c)
{
	uint64_t who = idle;

	if (!who || c->queue.length == c->queue.pinned)
		return;
	for (; who; who &= who - 1) {
		struct cpu *other = cpus[__builtin_ctzl(who)];

		if (run_queue_find(&c->queue, bit_of(other))) {
			arch_send_reschedule(other);
			return;
		}
	}
}

/*
 * Has the timer interrupt when the next timer or, if somebody waits for the
 * CPU, the slice is due. Timers belong to the boot CPU. One that is set to an
 * earlier time already is left alone, as programming it costs more than the
 * interrupt that it may have been too early for.
 */
static void arm_timer(struct cpu *c)
{
	uint64_t next = c->id == 0 ? timer_next() : UINT64_MAX;

	if (next < timers_from)
		next = timers_from;
	if (preemptive && best_ready(c) >= (int)c->current->priority &&
		c->slice_end < next)
		next = c->slice_end;
	if (c->id == 0 && ticks_logged > 0 && c->slice_end < next)
		next = c->slice_end;
	if (preemptive && c->current != c->idle && c->sample_due < next)
		next = c->sample_due;
	if (next < c->timer_due) {
		c->timer_due = next;
		arch_timer_arm(next);
	}
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

	kdebug_locked();
	if (t->state != THREAD_BLOCKED)
		return;
	t->slice_left = 0;
	c = place(t);
	queue_add(c, t, false);
	queue_changed(c);
}

/*
 * User and system time are told apart by samples: what a thread has used since its
 * last one counts as the kernel's if that is where this one finds it.
 */
static void sample(struct cpu *c, uint64_t now, bool system)
{
	struct thread *t = c->current;

	if (system && t != c->idle) {
		t->system_ns += t->run_ns - t->sampled_ns;
		c->counts.system_ns += t->run_ns - t->sampled_ns;
	}
	t->sampled_ns = t->run_ns;
	c->sample_due = now + SAMPLE_NS;
}

static void charge_only(struct cpu *c, uint64_t now)
{
	if (now > c->charged)
		c->current->run_ns += now - c->charged;
	c->charged = now;
}

/* In the kernel, where nothing interrupts: a sample that is due is taken now. */
static void charge(struct cpu *c, uint64_t now)
{
	charge_only(c, now);
	if (now >= c->sample_due)
		sample(c, now, true);
}

/* What the current thread is to look at on its way to user mode. */
static void note_orders(struct cpu *c)
{
	const struct thread *t = c->current;

	if (!(t->slow | t->killed | t->trace_call | c->traced))
		return;
	if (t->killed)
		cpu_work_set(c, CPU_WORK_KILL);
	if (t->trace_call)
		cpu_work_set(c, CPU_WORK_TRACE);
	if (t->stop)
		cpu_work_set(c, CPU_WORK_STOP);
	if (t->slow & THREAD_SLOW_SIGNAL)
		cpu_work_set(c, CPU_WORK_SIGNAL);
	if (!allowed(t, c) && t != c->idle)
		cpu_work_set(c, CPU_WORK_RESCHED);
	arch_note_traced();
}

/* Goes on with next, who is in no queue. */
static void switch_to(struct thread *next, uint64_t now)
{
	struct cpu *c = this_cpu();
	struct thread *prev = c->current;

	charge(c, now);
	next->state = THREAD_RUNNING;
	next->cpu = c;
	c->current = next;
	/* For the timers it is right already: only the slice is new, and that nobody idles. */
	if (prev == c->idle ||
		(best_ready(c) >= (int)next->priority && c->slice_end < c->timer_due))
		arm_timer(c);
	if (next == prev) {
		note_orders(c);
		return;
	}
	c->counts.switches++;
	stack_check(prev->stack);
	stack_check(next->stack);
	if (prev->state == THREAD_DEAD)
		c->dead = prev;
	arch_switch(prev, next);
	sched_finish_switch();
}

static void switch_to_next(struct cpu *c, uint64_t now)
{
	struct thread *next;

	kdebug_locked();
	cpu_work_clear(c, CPU_WORK_RESCHED | CPU_WORK_OF_THREAD);
	next = dequeue(c);
	c->slice_end = now + (next->slice_left ? next->slice_left : SCHED_SLICE_NS);
	next->slice_left = 0;
	if (idle)
		call_for_help(c);
	switch_to(next, now);
}

void sched_switch(void)
{
	switch_to_next(this_cpu(), arch_clock_ns());
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

	if (!allowed(next, c)) {
		sched_wake(next);
		sched_block_stackless();
	}
	t->stackless = true;
	t->state = THREAD_BLOCKED;
	cpu_work_clear(c, CPU_WORK_OF_THREAD);
	if (best_ready(c) > (int)next->priority)
		cpu_work_set(c, CPU_WORK_RESCHED);
	switch_to(next, arch_clock_ns());
	panic("a thread without a stack came back to it");
}

bool sched_wake_direct(struct thread *t)
{
	struct cpu *c = this_cpu();
	struct thread *self = c->current;
	uint64_t now;
	bool left;

	/* Nobody waits here who is as urgent; t belongs here; nothing else is to be done. */
	if (t->priority <= self->priority || c->queue.occupied >> t->priority ||
		c->work || (t->slow | self->slow) & ~(uint64_t)THREAD_SLOW_AFFINITY ||
		(!pinned(t, c) && place(t) != c)) {
		sched_wake(t);
		return false;
	}
	now = arch_clock_ns();
	charge_only(c, now);
	left = c->slice_end != UINT64_MAX && c->slice_end > now;
	self->slice_left = left ? c->slice_end - now : 0;
	add(c, self, left);
	if (idle)
		call_for_help(c);
	c->slice_end = now + SCHED_SLICE_NS;
	c->counts.preemptions++;
	c->counts.switches++;
	t->slice_left = 0;
	t->state = THREAD_RUNNING;
	return true;
}

void sched_set_priority(struct thread *t, unsigned priority)
{
	if (t->priority == priority)
		return;
	if (t->state == THREAD_READY) {
		queue_remove(t);
		t->priority = priority;
		queue_add(t->cpu, t, false);
		queue_changed(t->cpu);
		return;
	}
	t->priority = priority;
	if (t->state == THREAD_RUNNING && best_ready(t->cpu) > (int)priority)
		queue_changed(t->cpu);
}

void sched_set_affinity(struct thread *t, uint64_t mask)
{
	bool queued = t->state == THREAD_READY;

	kdebug_locked();
	if (queued)
		queue_remove(t);
	t->affinity = mask;
	if ((mask & sched_online()) == sched_online())
		t->slow &= ~(uint64_t)THREAD_SLOW_AFFINITY;
	else
		t->slow |= THREAD_SLOW_AFFINITY;
	if (queued) {
		struct cpu *c = place(t);

		queue_add(c, t, false);
		queue_changed(c);
	} else if (t->state == THREAD_RUNNING && !allowed(t, t->cpu)) {
		if (t->cpu == this_cpu())
			note_orders(t->cpu);
		else
			arch_send_reschedule(t->cpu);
	}
}

void sched_finish_switch(void)
{
	struct cpu *c = this_cpu();

	if (c->dead) {
		struct thread *dead = c->dead;
		c->dead = NULL;
		thread_free(dead);
	}
	note_orders(c);
}

void sched_block(void)
{
	current_thread()->state = THREAD_BLOCKED;
	sched_switch();
}

/* The current thread waits for its next turn; here, unless it may not run here any more. */
static void requeue(struct cpu *c, bool first)
{
	struct thread *t = c->current;
	struct cpu *to = c;

	if (t == c->idle)
		return;
	if (!allowed(t, c))
		to = place(t);
	queue_add(to, t, first);
	if (to != c)
		queue_changed(to);
}

/*
 * c's current thread and its first equal change places: as many wait as before,
 * for the same CPUs. False: it is not as simple as that.
 */
static bool change_places(struct cpu *c, struct thread *t)
{
	struct run_queue *q = &c->queue;
	struct list *ready = &q->ready[t->priority];
	struct thread *next = list_first(ready, struct thread, run_link);
	uint64_t now;

	if (q->occupied >> t->priority != 1 || next->affinity != t->affinity ||
		!allowed(t, c) || t == c->idle)
		return false;
	list_remove(&next->run_link);
	list_add_tail(ready, &t->run_link);
	t->state = THREAD_READY;
	cpu_work_clear(c, CPU_WORK_RESCHED | CPU_WORK_OF_THREAD);
	now = arch_clock_ns();
	c->slice_end = now + (next->slice_left ? next->slice_left : SCHED_SLICE_NS);
	next->slice_left = 0;
	switch_to(next, now);
	return true;
}

void sched_yield(void)
{
	struct cpu *c = this_cpu();
	struct thread *t = c->current;

	if (best_ready(c) < (int)t->priority && allowed(t, c))
		return; /* to nobody */
	if (change_places(c, t))
		return;
	requeue(c, false);
	switch_to_next(c, arch_clock_ns());
}

void sched_preempt(void)
{
	struct cpu *c = this_cpu();
	uint64_t now = arch_clock_ns();
	bool left = c->slice_end != UINT64_MAX && c->slice_end > now;

	c->current->slice_left = left ? c->slice_end - now : 0;
	c->counts.preemptions += c->current != c->idle;
	requeue(c, left);
	switch_to_next(c, now);
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

void sched_timer(bool system)
{
	struct cpu *c = this_cpu();
	uint64_t now = arch_clock_ns();

	charge_only(c, now);
	if (now >= c->sample_due)
		sample(c, now, system);
	c->counts.timer++;
	c->timer_due = UINT64_MAX;
	if (c->id == 0 && !timer_expire(now, TIMER_STEP))
		timers_from = arch_clock_ns() + TIMER_GAP_NS;
	if (now >= c->slice_end) {
		if (c->id == 0 && ticks_logged > 0)
			log_tick();
		c->slice_end = now + SCHED_SLICE_NS;
		/* A server goes on, but others go before the client whose slice it has used up. */
		if (best_ready(c) >= (int)c->current->priority) {
			c->slice_end = UINT64_MAX;
			cpu_work_set(c, CPU_WORK_RESCHED);
		} else if (best_ready(c) >= 0 && c->current->process->receives) {
			c->current->slow |= THREAD_SLOW_TURN;
		}
	}
	arm_timer(c);
}

void sched_poke(void)
{
	struct cpu *c = this_cpu();

	if (best_ready(c) > (int)c->current->priority)
		cpu_work_set(c, CPU_WORK_RESCHED);
	note_orders(c);
	arm_timer(c);
}

void sched_start_preemption(void)
{
	struct cpu *c = this_cpu();

	preemptive = true;
	load_start();
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
		if (!c->queue.occupied)
			steal(c);
		if (c->queue.occupied)
			sched_switch();
		idle |= bit_of(c);
		kernel_unlock();
		arch_idle();
		kernel_lock();
	}
}
