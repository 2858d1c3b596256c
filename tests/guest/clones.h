/* tests/guest/clones.h - children that are clones of the test and make bare calls only.
 *
 * A child runs fn(arg) on a stack of its own, with up to two capabilities of the
 * parent's as FIRST and SECOND. It ends with 0, or by CHECK with the line where
 * something was wrong (modulo 250). Nothing here uses a vector register.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_CLONES_H
#define XINIM_TESTS_GUEST_CLONES_H

#pragma GCC target("general-regs-only")

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/stats.h>
#include <xinim/task.h>

#include "guest.h"
#include "ipc.h"

#define FIRST  1
#define SECOND 2

static char clone_stack[16384] __attribute__((aligned(16)));

static void end(uint64_t status) __attribute__((noreturn));
static void end(uint64_t status)
{
	for (;;)
		xinim_syscall1(SYS_exit_group, (long)status);
}

#define CHECK(e)                                             \
	do {                                                 \
		if (!(e))                                    \
			end((uint64_t)(__LINE__ % 250 + 1)); \
	} while (0)

/* Its PID, or an error negated; *process: a capability to it, to be closed (NULL: closed). */
static int clone_start(
	void (*fn)(uint64_t), uint64_t arg, int first, int second, int *process)
{
	struct xinim_regs r = { .rip = (uint64_t)fn, .rdi = arg };
	int p = xinim_process_create("clone"), tid, pid;

	if (p < 0)
		return p;
	r.rsp = (uint64_t)(clone_stack + sizeof(clone_stack)) - 8;
	if (xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0)
		return -1;
	if (first &&
		xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)first,
			XINIM_RIGHT_ALL, 0) != FIRST)
		return -2;
	if (second &&
		xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)second,
			XINIM_RIGHT_ALL, 0) != SECOND)
		return -3;
	pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);
	tid = xinim_thread_create(p, &r);
	if (tid < 0)
		return tid;
	xinim_thread_control(p, tid, XINIM_THREAD_START, 0);
	if (process)
		*process = p;
	else
		cap_close(p);
	return pid;
}

/* The end of n children, all with `want` as their status. */
static void clone_ends(unsigned n, int want)
{
	int status, pid;

	while (n-- > 0) {
		pid = waitpid(-1, &status, 0);
		REQUIRE(pid > 0);
		EXPECT_EQ(status, want);
	}
}

/* To be run on this CPU only from now on, if it is one. */
static inline void clone_pin(uint64_t cpu)
{
	uint64_t mask = 1UL << cpu;

	CHECK(cpu > 63 ||
		xinim_syscall3(SYS_sched_setaffinity, 0, sizeof(mask), (long)&mask) == 0);
}

/* Where it runs just now. */
static inline uint64_t clone_cpu(void)
{
	uint32_t cpu = 64;

	CHECK(xinim_syscall3(SYS_getcpu, (long)&cpu, 0, 0) == 0);
	return cpu;
}

/* How many CPUs there are. */
static inline unsigned clone_cpus(void)
{
	struct xinim_stats_boot b = { 0 };

	stats_read(XINIM_STATS_BOOT, 0, &b, sizeof(b));
	return b.cpus_online;
}

static inline struct xinim_stats_memory clone_memory(void)
{
	struct xinim_stats_memory m = { 0 };

	stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	return m;
}

/* Memory now; a thread's stack is free when its CPU has gone on to another. */
static inline struct xinim_stats_memory clone_settled(
	const struct xinim_stats_memory *before)
{
	while (clone_memory().threads > before->threads)
		xinim_syscall0(SYS_sched_yield);
	return clone_memory();
}

/* Has the kernel keep the stacks for new threads that it keeps sooner or later. */
static inline void clone_warm_up(void)
{
	struct xinim_regs r = { .rip = 0x400000 };
	struct xinim_stats_memory before = clone_memory();
	int tid[40];

	for (unsigned i = 0; i < 40; i++)
		tid[i] = xinim_thread_create(XINIM_CAP_SELF, &r);
	for (unsigned i = 0; i < 40; i++)
		EXPECT_EQ(xinim_thread_control(
				  XINIM_CAP_SELF, tid[i], XINIM_THREAD_KILL, 0),
			0);
	clone_settled(&before);
}

/* Pages gone that are not the kernel's object caches'. */
static inline int64_t clone_lost(
	const struct xinim_stats_memory *before, const struct xinim_stats_memory *after)
{
	return (int64_t)(before->free_pages - after->free_pages) -
		(int64_t)(after->kernel_heap_pages - before->kernel_heap_pages);
}

#endif
