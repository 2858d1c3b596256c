/* tests/guest/latency.h - how long the kernel can keep a more urgent thread waiting.
 *
 * A thread of high priority sleeps until a moment that comes every PERIOD
 * instructions and notes how late it was; the main thread, of low priority, has the
 * kernel do what takes long. Under -icount shift=0 a nanosecond is an instruction,
 * so that the figures repeat. The bound is the manual's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_LATENCY_H
#define XINIM_TESTS_GUEST_LATENCY_H

#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/task.h>

#include "guest.h"

/*
 * Instructions, from due to running. A kernel of --enable-debug fills each page that
 * is freed and reads each that is given out, 1,000 instructions a page and more: it
 * keeps to the same steps, but not to the figure.
 */
#ifdef XINIM_DEBUG
#define LATENCY_BOUND 400000UL
#else
#define LATENCY_BOUND 20000UL
#endif
#define LATENCY_PERIOD 30011UL

static volatile uint64_t latency_worst, latency_rounds;
static char latency_stack[8192] __attribute__((aligned(16)));

__attribute__((target("general-regs-only"))) static void latency_watch(uint64_t unused)
{
	struct timespec due, now;
	uint64_t next;

	(void)unused;
	xinim_syscall2(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now);
	next = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	for (;; latency_rounds++) {
		uint64_t at;

		next += LATENCY_PERIOD;
		due.tv_sec = (time_t)(next / 1000000000);
		due.tv_nsec = (long)(next % 1000000000);
		xinim_syscall4(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME,
			(long)&due, 0);
		xinim_syscall2(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now);
		at = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
		if (at - next > latency_worst)
			latency_worst = at - next;
		if (at > next)
			next = at;
	}
}

/* The thread that watches; 0 or an error. */
static inline int latency_start(void)
{
	struct xinim_regs r = {
		.rip = (uint64_t)latency_watch,
		.rsp = (uint64_t)(latency_stack + sizeof(latency_stack)) - 8,
	};
	int tid = xinim_thread_create(XINIM_CAP_SELF, &r), error;

	if (tid <= 0)
		return tid;
	error = xinim_thread_control(XINIM_CAP_SELF, getpid(), XINIM_THREAD_PRIORITY, 2);
	if (error)
		return error;
	error = xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0);
	return error ? error : tid;
}

static inline void latency_begin(void)
{
	latency_worst = 0;
	latency_rounds = 0;
}

/* `least`: so many times the watcher has to have looked, or there was nothing to see. */
static inline void latency_check(const char *what, uint64_t least)
{
	uint64_t w = latency_worst, n = latency_rounds;

	printf("latency %s %lu instructions at most, %lu times\n", what, (unsigned long)w,
		(unsigned long)n);
	EXPECT(n >= least);
	EXPECT(w <= LATENCY_BOUND);
}

#endif
