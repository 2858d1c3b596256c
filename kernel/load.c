/*
 * kernel/load.c - how many threads want to run, on average.
 *
 * As Unix has it: every five seconds those that run or are in a run queue are
 * counted, and each average moves towards that number by 1 - exp(-5 s / its minutes).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/load.h"

#include <stdint.h>

#include "kernel/arch.h"
#include "kernel/cpu.h"
#include "kernel/process.h"
#include "kernel/thread.h"
#include "kernel/timer.h"

#include <xinim/stats.h>

#define ONE         2048u /* 1 in the averages' numbers */
#define INTERVAL_NS 5000000000UL

/* exp(-5 / 60), exp(-5 / 300), exp(-5 / 900), each of ONE. */
static const uint64_t keeps[3] = { 1884, 2014, 2037 };

static uint64_t average[3];
static struct timer next_sample;

/* Ready, or on a CPU that is not idle. */
static uint32_t runnable(void)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		n += cpus[i]->queue.length + (cpus[i]->current != cpus[i]->idle);
	return n;
}

static void sample(struct timer *t)
{
	uint64_t now = (uint64_t)runnable() * ONE;

	for (int i = 0; i < 3; i++) {
		uint64_t moved = average[i] * keeps[i] + now * (ONE - keeps[i]);

		/* On the way up it is rounded up: else it would stop short of the number. */
		average[i] = (moved + (now >= average[i] ? ONE - 1 : 0)) / ONE;
	}
	timer_arm(t, t->deadline + INTERVAL_NS);
}

void load_start(void)
{
	timer_init(&next_sample, sample);
	thread_arm_timer(&next_sample, arch_clock_ns() + INTERVAL_NS);
}

void load_stats(struct xinim_stats_load *out)
{
	for (int i = 0; i < 3; i++)
		out->average[i] = average[i];
	out->runnable = runnable();
	out->threads = thread_count;
	out->last_pid = process_last;
	out->created = process_created;
}
