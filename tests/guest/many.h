/* tests/guest/many.h - ten thousand threads, ten thousand address spaces, no page lost.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_MANY_H
#define XINIM_TESTS_GUEST_MANY_H

#include <sys/syscall.h>
#include <sys/wait.h>

#include <xinim/errno.h>
#include <xinim/message.h>
#include <xinim/process.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "guest.h"

#define TIMES 10000
#define ROUND 500 /* before the pages are counted: caches fill in it */
#define SLACK 64  /* pages: spare stacks of each CPU, and what is freed late */

static char stack[16384] __attribute__((aligned(16)));
static volatile uint64_t ran;

static uint64_t pages_free(void)
{
	struct xinim_stats_memory m = { 0 };

	stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	return m.free_pages;
}

static void end_thread(void)
{
	ran++;
	for (;;)
		xinim_syscall1(SYS_exit, 0);
}

/* One thread after the other, of this process. */
static bool threads(int n)
{
	for (int i = 0; i < n; i++) {
		struct xinim_regs r = { 0 };
		int tid;

		r.rip = (uint64_t)end_thread;
		r.rsp = (uint64_t)(stack + sizeof(stack)) - 8;
		tid = xinim_thread_create(XINIM_CAP_SELF, &r);
		if (tid <= 0 ||
			xinim_thread_control(
				XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0) != 0)
			return false;
		while (xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0) !=
			-ESRCH)
			xinim_syscall0(SYS_sched_yield);
	}
	return true;
}

/* One copy of this address space after the other, made and given up. */
static bool spaces(int n)
{
	for (int i = 0; i < n; i++) {
		int p = xinim_process_create("copy");

		if (p <= 0 ||
			xinim_process_control(
				p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0 ||
			xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0) != 0 ||
			xinim_cap_close(p) != 0 || waitpid(-1, NULL, 0) <= 0)
			return false;
	}
	return true;
}

static void many(bool (*make)(int))
{
	long before;

	REQUIRE(make(ROUND));
	before = (long)pages_free();
	REQUIRE(make(TIMES));
	printf("  %ld pages fewer after %d\n", before - (long)pages_free(), TIMES);
	EXPECT(before - (long)pages_free() <= SLACK);
}

static void many_threads(void)
{
	many(threads);
	EXPECT_EQ(ran, TIMES + ROUND);
}

static void many_spaces(void)
{
	many(spaces);
}

static const struct guest_case cases[] = {
	{ "ten thousand threads", many_threads },
	{ "ten thousand address spaces", many_spaces },
};

GUEST_MAIN(cases)

#endif
