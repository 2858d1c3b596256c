/* tests/guest/victim.h - PID 1 watches the other modules live and die.
 *
 * A program that names itself again as modules (`guest-module: NAME words`, in
 * the order of its table of victims) is run as each of them: argv[0] picks the
 * victim. It ends with VICTIM_MAIN(victims, cases): PID 1 runs the cases, and
 * victims_watch() as one of them waits until every victim has died and compares
 * what wait4 tells with the table. The kernel starts the modules once PID 1 waits
 * for something, which victims_watch does, and before anything else should.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_VICTIM_H
#define XINIM_TESTS_GUEST_VICTIM_H

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/notify.h>
#include <xinim/stats.h>

#include "guest.h"

struct victim {
	const char *name;
	int (*run)(void); /* its return value is the exit status */
	int status;       /* as wait4 has to report it, or one of the following */
};

#define VICTIM_EXIT(status) ((status) << 8)
#define VICTIM_ANY_SIGNAL   (-1)
#define VICTIM_ANY_END      (-2)
#define VICTIM_FIRST_PID    5   /* modules that are no servers get 5, 6, ... */
#define VICTIM_LOST         121 /* exit status: ran as another than its PID says */
#define VICTIM_KERNEL_PAGES 4   /* the stack of a dead one, kept for the next */
#define VICTIM_SLACK_PAGES  8 /* page tables of the kernel, and what PID 1 has touched */

long stats_read(uint32_t what, uint64_t index, void *buf, size_t len);

static inline struct xinim_stats_memory victim_memory(void)
{
	struct xinim_stats_memory m = { 0 };

	if (stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) != sizeof(m))
		abort();
	return m;
}

/* How many CPUs run. */
static inline unsigned int victim_cpus(void)
{
	struct xinim_stats_boot b = { 0 };

	if (stats_read(XINIM_STATS_BOOT, 0, &b, sizeof(b)) != sizeof(b))
		abort();
	return b.cpus_online;
}

static const struct victim *victim_table;
static size_t victim_count;
static struct xinim_stats_memory victim_memory_before; /* before any of them started */

static inline bool victim_status_ok(int want, int status)
{
	if (want == VICTIM_ANY_END)
		return status != VICTIM_EXIT(VICTIM_LOST);
	return want == VICTIM_ANY_SIGNAL ? WIFSIGNALED(status) : status == want;
}

static inline void victim_compare(pid_t pid, int status)
{
	size_t i = (size_t)(pid - VICTIM_FIRST_PID);

	if (pid < VICTIM_FIRST_PID || i >= victim_count) {
		guest_fail();
		printf("PID %d died, which is no victim", (int)pid);
		guest_where(__FILE__, __LINE__);
	} else if (!victim_status_ok(victim_table[i].status, status)) {
		guest_fail();
		printf("%s: status 0x%x, not 0x%x", victim_table[i].name,
			(unsigned int)status, (unsigned int)victim_table[i].status);
		guest_where(__FILE__, __LINE__);
	} else {
		printf("  %s: %s %d\n", victim_table[i].name,
			WIFSIGNALED(status) ? "signal" : "exit status",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	}
}

/* Waits for the end of all, and compares. */
static inline void victims_watch(void)
{
	int status;
	pid_t pid;

	notify_wait(XINIM_NOTIFY_CHILD);
	for (size_t dead = 0; dead < victim_count;) {
		pid = wait4(-1, &status, 0, NULL);
		if (pid > 0) {
			victim_compare(pid, status);
			dead++;
		} else if (errno == ECHILD) {
			notify_wait(XINIM_NOTIFY_CHILD); /* not all are started yet */
		} else {
			EXPECT_EQ(errno, 0);
			return;
		}
	}
	EXPECT_EQ(wait4(-1, &status, 0, NULL), -1);
	EXPECT_EQ(errno, ECHILD);
}

/* After victims_watch: what they held is free again. */
static inline void victims_memory_is_back(void)
{
	struct xinim_stats_memory now = victim_memory(), *old = &victim_memory_before;
	int64_t gone = (int64_t)(old->free_pages - now.free_pages);
	int64_t heap = (int64_t)(now.kernel_heap_pages - old->kernel_heap_pages);

	printf("  %ld pages fewer are free, %ld of them in the kernel's heap\n",
		(long)gone, (long)heap);
	EXPECT(gone - heap <=
		(int64_t)(victim_count * VICTIM_KERNEL_PAGES + VICTIM_SLACK_PAGES));
	EXPECT_EQ(now.processes, 1);
}

static inline int victim_main(const struct victim *victims, size_t count,
	const struct guest_case *cases, size_t case_count, int argc, char **argv)
{
	victim_table = victims;
	victim_count = count;
	if (getpid() != 1) {
		size_t i = (size_t)(getpid() - VICTIM_FIRST_PID);

		if (i >= count || strcmp(argv[0], victims[i].name) != 0)
			return VICTIM_LOST;
		return victims[i].run();
	}
	victim_memory_before = victim_memory();
	return guest_main(cases, case_count, argc, argv);
}

#define VICTIM_MAIN(victims, cases)                                                 \
	int main(int argc, char **argv)                                             \
	{                                                                           \
		return victim_main(victims, sizeof(victims) / sizeof((victims)[0]), \
			cases, sizeof(cases) / sizeof((cases)[0]), argc, argv);     \
	}

#endif
