/* tests/guest/latency-smp.c - latency.h on four CPUs: who waits for another CPU's work.
 *
 * With -icount QEMU runs one CPU at a time, and all of them count on one clock: what
 * is measured is what all did together meanwhile. The others halt, so that it is the
 * work of the one and the wait of the other. The timers are the first CPU's, which has
 * to tell the one that somebody is due on.
 *
 * guest-qemu: -icount shift=0,sleep=off
 * guest-cpus: 4
 * guest-memory: 512
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "latency.h"

#define LARGE (64UL << 20)

static int watcher;

/* Has a thread run on this CPU alone. */
static bool pin(int tid, unsigned cpu)
{
	uint64_t mask = 1UL << cpu;

	return xinim_syscall3(SYS_sched_setaffinity, tid, sizeof(mask), (long)&mask) == 0;
}

/* What was printed has kept others waiting: that is over first. */
static void begin(void)
{
	usleep(1000);
	latency_begin();
}

static void check(const char *what)
{
	usleep(1000);
	latency_check(what, 10);
}

static void work(void)
{
	struct xinim_vm_map m = { .length = LARGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE };
	char *at = (char *)xinim_vm_map(XINIM_CAP_SELF, &m), *to;
	int p, status;

	REQUIRE((int64_t)at > 0);
	to = at - 2 * LARGE;
	begin();
	REQUIRE_EQ(xinim_syscall6(SYS_vm_control, XINIM_CAP_SELF, XINIM_VM_ADVISE,
			   (long)at, LARGE, XINIM_VM_FILL_WRITE, 0),
		0);
	check("fill");
	begin();
	p = xinim_process_create("copy");
	REQUIRE(p > 0);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0), 0);
	check("clone");
	begin();
	EXPECT_EQ(xinim_vm_control(XINIM_CAP_SELF, XINIM_VM_MOVE, (uint64_t)at, LARGE,
			  LARGE, (uint64_t)to | XINIM_VM_MOVE_MAY | XINIM_VM_MOVE_FIXED),
		(int64_t)to);
	check("move");
	begin();
	EXPECT_EQ(xinim_vm_protect(XINIM_CAP_SELF, (uint64_t)to, LARGE, XINIM_RIGHT_READ),
		0);
	check("protect");
	begin();
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)to, LARGE), 0);
	check("unmap");
	begin();
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	check("exit");
	waitpid(-1, &status, WNOHANG);
	xinim_cap_close(p);
}

static void at(unsigned worker, unsigned waiter)
{
	printf("  work on CPU %u, somebody due on CPU %u\n", worker, waiter);
	REQUIRE(pin(watcher, waiter));
	REQUIRE(pin(getpid(), worker));
	usleep(1000);
	work();
}

static void beside_the_timers(void)
{
	at(1, 0);
}

static void on_the_cpu_of_timers(void)
{
	at(0, 1);
}

static void on_one_that_has_none(void)
{
	at(2, 2);
}

static void between_two_others(void)
{
	at(3, 2);
}

static const struct guest_case cases[] = {
	{ "beside_the_timers", beside_the_timers },
	{ "on_the_cpu_of_timers", on_the_cpu_of_timers },
	{ "on_one_that_has_none", on_one_that_has_none },
	{ "between_two_others", between_two_others },
};

int main(int argc, char **argv)
{
	watcher = latency_start();
	if (watcher <= 0)
		return 1;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
