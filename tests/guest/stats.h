/* tests/guest/stats.h - the cases of stats.c and stats-smp.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>

#include <xinim/syscall.h>
#include <xinim/vm.h>

#include "victim.h"

static struct xinim_stats_process process_of(pid_t pid)
{
	struct xinim_stats_process p = { .pid = -1 };

	EXPECT_EQ(
		stats_read(XINIM_STATS_PROCESS, (uint64_t)pid, &p, sizeof(p)), sizeof(p));
	return p;
}

static struct xinim_stats_cpu cpu_record(uint64_t cpu)
{
	struct xinim_stats_cpu c = { 0 };

	EXPECT_EQ(stats_read(XINIM_STATS_CPU, cpu, &c, sizeof(c)), sizeof(c));
	return c;
}

static struct xinim_stats_ipc ipc_record(void)
{
	struct xinim_stats_ipc i = { 0 };

	EXPECT_EQ(stats_read(XINIM_STATS_IPC, 0, &i, sizeof(i)), sizeof(i));
	return i;
}

static int sleeps(void)
{
	struct timespec day = { 86400, 0 };

	nanosleep(&day, NULL);
	return 1;
}

static int spins(void)
{
	volatile bool on = true;

	while (on)
		continue;
	return 1;
}

static int ends(void)
{
	return 3;
}

/* Victims: sleeper (5), spinner (6), one that ends (7). */
static void others(void)
{
	struct xinim_stats_process p, again;

	notify_wait(XINIM_NOTIFY_CHILD); /* number 7 has ended */
	/* The sleeper may yet be on its way to its sleep: it has until then. */
	while ((p = process_of(5)).state != XINIM_STATE_SLEEPING)
		sched_yield();
	EXPECT_STR(p.name, "sleeper");
	EXPECT_EQ(p.pid, 5);
	EXPECT_EQ(p.ppid, 1);
	EXPECT_EQ(p.threads, 1);
	EXPECT(p.calls > 0);
	EXPECT(p.resident_pages > 0);
	again = process_of(5);
	EXPECT_EQ(again.calls, p.calls);
	EXPECT_EQ(again.cpu_ns, p.cpu_ns);

	p = process_of(6);
	EXPECT_STR(p.name, "spinner");
	EXPECT(p.state == XINIM_STATE_RUNNING || p.state == XINIM_STATE_READY);
	while (process_of(6).cpu_ns == p.cpu_ns) {
		struct timespec ms = { 0, 1000000 };

		nanosleep(&ms, NULL);
	}

	p = process_of(7);
	EXPECT_STR(p.name, "ends");
	EXPECT_EQ(p.state, XINIM_STATE_ZOMBIE);
	EXPECT_EQ(p.threads, 0);
	EXPECT_EQ(p.resident_pages, 0);
	EXPECT_EQ(p.capabilities, 0);
	EXPECT(p.calls > 0);
	EXPECT_EQ(waitpid(7, NULL, 0), 7);
	EXPECT_EQ(stats_read(XINIM_STATS_PROCESS, 7, &p, sizeof(p)), -1);
	EXPECT_EQ(errno, ESRCH);
}

static void own_record(void)
{
	struct xinim_stats_process before = process_of(1), after;
	long cap[3];

	EXPECT_EQ(before.state, XINIM_STATE_RUNNING);
	EXPECT_EQ(before.ppid, 0);
	EXPECT_EQ(before.priority, 16); /* a program's: what it starts has it too */
	for (int i = 0; i < 3; i++)
		cap[i] = xinim_syscall0(SYS_endpoint_create);
	after = process_of(1);
	EXPECT_EQ(after.capabilities - before.capabilities, 3);
	EXPECT_EQ(after.calls - before.calls, 4);
	EXPECT_EQ(after.ipc_fast, before.ipc_fast);
	EXPECT_EQ(after.ipc_slow, before.ipc_slow);
	for (int i = 0; i < 3; i++)
		xinim_syscall1(SYS_cap_close, cap[i]);
	after = process_of(1);
	EXPECT_EQ(after.capabilities, before.capabilities);
	before = after;
	xinim_syscall0(1000); /* a bad number counts */
	xinim_syscall0(SYS_fork);
	after = process_of(1);
	EXPECT_EQ(after.calls - before.calls, 3);
	EXPECT_EQ(after.ipc_slow - before.ipc_slow, 1); /* routed, to nobody */
	EXPECT_EQ(ipc_record().slow, after.ipc_slow);
	/* From 2 on the next is the first victim. */
	EXPECT_EQ(process_of(2).pid, 5);
	EXPECT_EQ(process_of(0).pid, 1);
}

static void cpus_add_up(void)
{
	struct timespec ms = { 0, 1000000 };

	for (unsigned int i = 0; i < victim_cpus(); i++) {
		struct xinim_stats_cpu c = cpu_record(i);

		EXPECT(c.migrations >= c.steals);
		EXPECT(victim_cpus() > 1 || c.migrations == 0);
		EXPECT(victim_cpus() > 1 || c.ipis + c.flushes == 0);
		EXPECT(c.waiting <= 3);
	}
	/* A sleep is two switches, here or there, with an interrupt in between. */
	for (int i = 0; i < 3; i++) {
		uint64_t switches = 0, timer = 0, now = 0, then = 0;

		for (unsigned int n = 0; n < victim_cpus(); n++) {
			switches += cpu_record(n).switches;
			timer += cpu_record(n).timer;
		}
		nanosleep(&ms, NULL);
		for (unsigned int n = 0; n < victim_cpus(); n++) {
			now += cpu_record(n).switches;
			then += cpu_record(n).timer;
		}
		EXPECT(now >= switches + 2);
		EXPECT(then > timer);
	}
}

/* Threads, memory, strings, load, interrupts, log. */
static void other_records(void)
{
	struct xinim_stats_thread t = { 0 };
	struct xinim_stats_load l = { 0 };
	struct xinim_stats_irq q = { .vector = 1 };
	struct xinim_vm_region r = { 0 };
	struct xinim_stats_log log;
	uint64_t at = (uint64_t)(uintptr_t)&t, end = 0;
	char b[64] = "";

	EXPECT_EQ(stats_read(XINIM_STATS_THREAD, XINIM_STATS_OF(5, 0), &t, sizeof(t)),
		sizeof(t));
	EXPECT_EQ(t.tid, 5);
	EXPECT_EQ(t.state, XINIM_STATE_SLEEPING);
	EXPECT_EQ(stats_read(XINIM_STATS_LOAD, 0, &l, sizeof(l)), sizeof(l));
	EXPECT(l.runnable >= 1 && l.threads >= 3 && l.created >= 4);
	EXPECT_EQ(stats_read(XINIM_STATS_IRQ, 0, &q, sizeof(q)), sizeof(q));
	EXPECT_EQ(q.vector + q.flags + q.count, 0); /* nobody has bound any */
	EXPECT_EQ(stats_read(XINIM_STATS_REGION, 1UL << XINIM_STATS_PAGE_BITS | at / 4096,
			  &r, sizeof(r)),
		sizeof(r));
	EXPECT(r.start <= at && at < r.end);
	EXPECT_EQ(stats_read(XINIM_STATS_STRINGS, XINIM_STATS_OF(5, 0), b, sizeof(b)), 8);
	EXPECT_STR(b, "sleeper");
	EXPECT_EQ(stats_read(XINIM_STATS_STRINGS, XINIM_STATS_OF(5, 5), b, sizeof(b)), 3);
	EXPECT_EQ(stats_read(XINIM_STATS_STRINGS, XINIM_STATS_OF(5, 8), b, sizeof(b)), 0);
	/* All of the log, piece by piece. */
	do {
		EXPECT_EQ(
			stats_read(XINIM_STATS_LOG, end, &log, sizeof(log)), sizeof(log));
		EXPECT(log.start >= end && log.length <= sizeof(log.text));
		end = log.start + log.length;
	} while (log.length > 0);
	EXPECT_EQ(end, log.end);
	EXPECT(end > 500);
}

static void fails(uint64_t what, uint64_t index, int want)
{
	char room[256];

	errno = 0;
	EXPECT_EQ(xinim_syscall4(SYS_stats_read, (long)what, (long)index, (long)room,
			  sizeof(room)),
		-want);
}

static void errors(void)
{
	fails(XINIM_STATS_PROCESS, INT32_MAX, ESRCH);
	fails(XINIM_STATS_PROCESS, 30000, ESRCH);
	fails(XINIM_STATS_PROCESS, 1UL << 31, EINVAL);
	fails(XINIM_STATS_PROCESS, UINT64_MAX, EINVAL);
	fails(XINIM_STATS_CPU, victim_cpus(), EINVAL);
	fails(XINIM_STATS_CPU, UINT64_MAX, EINVAL);
	fails(XINIM_STATS_IPC, 1, EINVAL);
	fails(XINIM_STATS_LOAD, 1, EINVAL);
	fails(XINIM_STATS_IRQ, 1000000, EINVAL);
	fails(XINIM_STATS_PCI, 0, EINVAL); /* nobody has declared any */
	fails(XINIM_STATS_LOG + 1, 0, EINVAL);
	fails(XINIM_STATS_THREAD, XINIM_STATS_OF(5, 6), ESRCH);
	fails(XINIM_STATS_THREAD, XINIM_STATS_OF(30000, 1), ESRCH);
	fails(XINIM_STATS_THREAD, UINT64_MAX - 1, ESRCH);
	fails(XINIM_STATS_STRINGS, XINIM_STATS_OF(30000, 0), ESRCH);
	fails(XINIM_STATS_REGION, 30000UL << XINIM_STATS_PAGE_BITS, ESRCH);
	fails(XINIM_STATS_REGION, 1UL << XINIM_STATS_PAGE_BITS | 0x7ffffffff, ENOENT);
	EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_PROCESS, 1, 0x10000, 256),
		-EFAULT);
	EXPECT_EQ(
		xinim_syscall4(SYS_stats_read, XINIM_STATS_CPU, 0, -4096, 256), -EFAULT);
	/* Of a record only as much as there is room for. */
	EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_PROCESS, 1, 0x10000, 0),
		sizeof(struct xinim_stats_process));
}

static const struct guest_case cases[] = {
	{ "processes", others },
	{ "the own record", own_record },
	{ "CPUs", cpus_add_up },
	{ "other records", other_records },
	{ "errors", errors },
};

static const struct victim victims[] = {
	{ "sleeper", sleeps, VICTIM_ANY_END },
	{ "spinner", spins, VICTIM_ANY_END },
	{ "ends", ends, VICTIM_EXIT(3) },
};
