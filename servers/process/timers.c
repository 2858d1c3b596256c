/*
 * servers/process/timers.c - things that happen at a time.
 *
 * The kernel has one alarm for us all: it stands at the earliest deadline.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/timers.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <xinim/stats.h>

#include "servers/process/clock.h"
#include "servers/process/kernel.h"
#include "servers/process/signals.h"
#include "servers/process/usage.h"
#include "servers/process/vfs.h"

#define SECOND_NS 1000000000ULL
/* Sooner than this a countdown is not looked at again, however short its interval. */
#define SHORTEST_NS 50000ULL
#define CPU_LOOK_NS 1000000ULL /* the same for those on CPU time */

static struct heap heap;
static uint64_t alarm_at; /* where the kernel's stands; 0: it is off */

static void set_alarm(void)
{
	const struct heap_node *first = heap_first(&heap);
	uint64_t at = first ? first->deadline : 0;

	if (at == alarm_at)
		return;
	alarm_at = at;
	(void)kernel_process(XINIM_CAP_SELF, XINIM_PROCESS_ALARM, 0, EVENT_TIMER, at);
}

static uint64_t cpus(void)
{
	static uint64_t n;
	struct xinim_stats_boot b = { 0 };

	if (!n) {
		(void)stats_read(XINIM_STATS_BOOT, 0, &b, sizeof(b));
		n = b.cpus_online ? b.cpus_online : 1;
	}
	return n;
}

uint64_t countdown_now(const struct countdown *c)
{
	struct usage u;

	switch (c->clock) {
	case COUNTDOWN_MONOTONIC:
		return clock_monotonic();
	case COUNTDOWN_REALTIME:
		return clock_ns(CLOCK_REALTIME);
	case COUNTDOWN_THREAD:
	case COUNTDOWN_THREAD_USER:
		usage_of_thread(c->proc, c->tid, &u);
		return u.user_ns + (c->clock == COUNTDOWN_THREAD ? u.system_ns : 0);
	default:
		usage_of(c->proc, &u);
		return u.user_ns + (c->clock == COUNTDOWN_CPU ? u.system_ns : 0);
	}
}

/* The CLOCK_MONOTONIC time at which it can have expired at the earliest. */
static uint64_t deadline_of(const struct countdown *c, uint64_t now)
{
	uint64_t clock = countdown_now(c);
	uint64_t left = c->expires > clock ? c->expires - clock : 0;

	if (c->clock != COUNTDOWN_MONOTONIC && c->clock != COUNTDOWN_REALTIME) {
		if (c->clock == COUNTDOWN_USER || c->clock == COUNTDOWN_CPU)
			left /= cpus();
		if (left < CPU_LOOK_NS)
			left = CPU_LOOK_NS;
	}
	return left < UINT64_MAX - now ? now + left : UINT64_MAX;
}

int countdown_set(struct countdown *c, uint64_t expires, uint64_t interval)
{
	int error = 0;

	heap_remove(&heap, &c->node);
	c->expires = expires;
	c->interval = interval;
	if (expires) {
		c->node.deadline = c->clock == COUNTDOWN_MONOTONIC
			? expires
			: deadline_of(c, clock_monotonic());
		error = heap_add(&heap, &c->node);
		if (error)
			c->expires = 0;
	}
	set_alarm();
	return error;
}

uint64_t countdown_left(const struct countdown *c)
{
	uint64_t now;

	if (!c->expires)
		return 0;
	now = countdown_now(c);
	return c->expires > now ? c->expires - now : 1;
}

/* One whose time may have come, out of the heap. */
static void look(struct countdown *c, uint64_t now)
{
	uint64_t clock = c->clock == COUNTDOWN_MONOTONIC ? now : countdown_now(c);
	uint64_t times = 0;

	if (clock >= c->expires) {
		times = 1;
		if (c->interval)
			times += (clock - c->expires) / c->interval;
		c->expires = c->interval ? c->expires + times * c->interval : 0;
	}
	if (c->expires) {
		c->node.deadline = deadline_of(c, now);
		if (c->node.deadline < now + SHORTEST_NS)
			c->node.deadline = now + SHORTEST_NS;
		/* There is room: it has just been in there. */
		(void)heap_add(&heap, &c->node);
	}
	if (times)
		c->fire(c, times);
}

void timers_run(void)
{
	uint64_t now = clock_monotonic();
	struct heap_node *n;

	alarm_at = 0;
	while ((n = heap_first(&heap)) && n->deadline <= now) {
		heap_remove(&heap, n);
		look(list_entry(n, struct countdown, node), now);
	}
	set_alarm();
}

void timers_clock_set(void)
{
	uint64_t now = clock_monotonic();

	for (size_t i = 1; i <= heap.count; i++) {
		struct countdown *c = list_entry(heap.node[i], struct countdown, node);

		if (c->clock == COUNTDOWN_REALTIME)
			c->node.deadline = deadline_of(c, now);
	}
	heap_order(&heap);
	set_alarm();
}

static void itimer_fire(struct countdown *c, uint64_t times)
{
	static const int sig[] = { SIGALRM, SIGVTALRM, SIGPROF };

	(void)times;
	signal_kernel(c->proc, sig[c - c->proc->timers->itimer]);
}

/* RLIMIT_CPU: SIGXCPU at the soft limit and every second from there, then SIGKILL. */
static void cpu_limit_fire(struct countdown *c, uint64_t times)
{
	uint64_t hard = c->proc->limit[RLIMIT_CPU].hard;

	(void)times;
	if (hard != LIMIT_INFINITY && countdown_now(c) / SECOND_NS >= hard)
		signal_kernel(c->proc, SIGKILL);
	else
		signal_kernel(c->proc, SIGXCPU);
}

struct timers *timers_of(struct proc *p)
{
	struct timers *t = p->timers;

	if (t)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	for (int i = 0; i < 3; i++) {
		t->itimer[i].proc = p;
		t->itimer[i].fire = itimer_fire;
	}
	t->itimer[1].clock = COUNTDOWN_USER;
	t->itimer[2].clock = COUNTDOWN_CPU;
	t->cpu_limit.proc = p;
	t->cpu_limit.fire = cpu_limit_fire;
	t->cpu_limit.clock = COUNTDOWN_CPU;
	p->timers = t;
	return t;
}

void timers_drop_all(struct proc *p)
{
	struct timers *t = p->timers;

	if (!t)
		return;
	ptimers_drop(t);
	for (int i = 0; i < 3; i++)
		heap_remove(&heap, &t->itimer[i].node);
	heap_remove(&heap, &t->cpu_limit.node);
	set_alarm();
	p->timers = NULL;
	free(t);
}

void timers_exec(struct proc *p)
{
	if (p->timers)
		ptimers_drop(p->timers);
}

/* Without memory for it the limit does not hold; the next fork will fail as well. */
void timers_cpu_limit(struct proc *p)
{
	uint64_t soft = p->limit[RLIMIT_CPU].soft;
	struct timers *t = soft == LIMIT_INFINITY ? p->timers : timers_of(p);

	if (!t)
		return;
	if (soft > UINT64_MAX / 2 / SECOND_NS)
		(void)countdown_set(&t->cpu_limit, 0, 0);
	else
		(void)countdown_set(
			&t->cpu_limit, soft ? soft * SECOND_NS : 1, SECOND_NS);
}
