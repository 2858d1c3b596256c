/* tests/guest/affinity.h - the cases of affinity.c and affinity-smp.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sched.h>
#include <sys/syscall.h>
#include <xinim/syscall.h>

#include "victim.h"

#define BAD_ADDRESS 0x10000L /* nothing is mapped there */

static long set(long tid, size_t len, uint64_t mask)
{
	return xinim_syscall3(SYS_sched_setaffinity, tid, (long)len, (long)&mask);
}

static long get(long tid, size_t len, uint64_t *mask)
{
	return xinim_syscall3(SYS_sched_getaffinity, tid, (long)len, (long)mask);
}

static unsigned int cpu_now(void)
{
	unsigned int cpu = ~0u, node = ~0u;

	if (xinim_syscall3(SYS_getcpu, (long)&cpu, (long)&node, 0) != 0 || node != 0)
		return ~0u;
	return cpu;
}

static uint64_t all_cpus(void)
{
	return (1UL << victim_cpus()) - 1;
}

/* Stays where it is put while others compete; exit status 0 if it does. */
static int stays(void)
{
	for (int round = 0; round < 50; round++) {
		unsigned int want = (unsigned int)round % victim_cpus();

		if (set(0, 8, 1UL << want) != 0)
			return 1;
		for (int i = 0; i < 200; i++) {
			if (cpu_now() != want)
				return 2;
			if (i % 10 == 0)
				sched_yield();
		}
	}
	return 0;
}

/* Waits for one that may run on its own CPU only and never lets it go: stealing it is wrong. */
static int pinned_spinner(void)
{
	volatile bool on = true;

	if (set(0, 8, 1) != 0)
		return 1;
	while (on)
		if (cpu_now() != 0)
			return 2;
	return 0;
}

static void victims_end_well(void)
{
	size_t ending = 0, dead = 0;
	int status;
	pid_t pid;

	for (size_t i = 0; i < victim_count; i++)
		ending += victim_table[i].run != pinned_spinner;
	notify_wait(XINIM_NOTIFY_CHILD);
	for (; dead < ending; dead++) {
		pid = waitpid(-1, &status, 0);
		REQUIRE(pid > 0);
		victim_compare(pid, status);
	}
}

/* The last victim spins for ever: its number is one that lives. */
static void errors(void)
{
	long other = VICTIM_FIRST_PID + (long)victim_count - 1;
	uint64_t mask[2] = { 1, 0 };

	EXPECT_EQ(set(0, 8, 0), -EINVAL);
	EXPECT_EQ(set(0, 8, 1UL << 63), -EINVAL);
	EXPECT_EQ(set(0, 0, 1), -EINVAL);
	/* Root may move who it likes; tests/posix/creds.c tries it as others. */
	EXPECT_EQ(set(other, 8, 1), 0);
	EXPECT_EQ(set(-1, 8, 1), -ESRCH);
	EXPECT_EQ(set(4000, 8, 1), -ESRCH);
	EXPECT_EQ(set(1L << 20, 8, 1), -ESRCH);
	EXPECT_EQ(xinim_syscall3(SYS_sched_setaffinity, 0, 8, BAD_ADDRESS), -EFAULT);
	EXPECT_EQ(xinim_syscall3(SYS_sched_setaffinity, 0, 8, -1L), -EFAULT);
	EXPECT_EQ(get(0, 0, mask), -EINVAL);
	EXPECT_EQ(get(0, 4, mask), -EINVAL);
	EXPECT_EQ(get(0, 12, mask), -EINVAL);
	EXPECT_EQ(get(other, 8, mask), 8);
	EXPECT_EQ(mask[0], 1);
	EXPECT_EQ(set(other, 8, UINT64_MAX), 0);
	EXPECT_EQ(get(4000, 8, mask), -ESRCH);
	EXPECT_EQ(get(-1, 8, mask), -ESRCH);
	EXPECT_EQ(xinim_syscall3(SYS_sched_getaffinity, 0, 8, BAD_ADDRESS), -EFAULT);
	EXPECT_EQ(xinim_syscall3(SYS_getcpu, BAD_ADDRESS, 0, 0), -EFAULT);
	EXPECT_EQ(xinim_syscall3(SYS_getcpu, 0, BAD_ADDRESS, 0), -EFAULT);
	EXPECT_EQ(xinim_syscall3(SYS_getcpu, 0, 0, BAD_ADDRESS), 0);
}

static void masks(void)
{
	uint64_t mask[2] = { 0, 99 };

	EXPECT_EQ(get(0, 8, mask), 8);
	EXPECT_EQ(mask[0], all_cpus());
	EXPECT_EQ(get(getpid(), 16, mask), 8);
	EXPECT_EQ(mask[1], 99);
	EXPECT_EQ(set(getpid(), 8, 1UL << 63 | 1), 0);
	EXPECT_EQ(get(0, 8, mask), 8);
	EXPECT_EQ(mask[0], 1);
	EXPECT_EQ(set(0, 1, ~0UL), 0); /* a byte is enough for eight CPUs */
	EXPECT_EQ(get(0, 8, mask), 8);
	EXPECT_EQ(mask[0], all_cpus());
}

static void runs_where_it_is_put(void)
{
	for (unsigned int round = 0; round < 100; round++) {
		unsigned int want = round % victim_cpus();

		EXPECT_EQ(set(0, 8, 1UL << want), 0);
		EXPECT_EQ(cpu_now(), want);
	}
	EXPECT_EQ(set(0, 8, ~0UL), 0);
}

static const struct guest_case cases[] = {
	{ "masks", masks },
	{ "runs where it is put", runs_where_it_is_put },
	{ "competitors stay where they are put", victims_end_well },
	{ "errors", errors },
};
