/* tests/guest/latency.c - how long the kernel can keep a more urgent thread waiting.
 *
 * A thread of high priority sleeps until a moment that comes every PERIOD
 * instructions and notes how late it was; the main thread, of low priority, has the
 * kernel do what takes long. Under -icount shift=0 a nanosecond is an instruction,
 * so that the figures repeat. The bound is the manual's.
 *
 * guest-qemu: -icount shift=0,sleep=off
 * guest-memory: 768
 * guest-timeout: 240
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/task.h>

#include "guest.h"

#define BOUND  20000UL /* instructions, from due to running */
#define PERIOD 30011UL
#define LARGE  (256UL << 20)
#define PAGE   4096UL
#define CAPS   3000

static volatile uint64_t worst, rounds;
static char stack[8192] __attribute__((aligned(16)));

__attribute__((target("general-regs-only"))) static void watch(uint64_t unused)
{
	struct timespec due, now;
	uint64_t next;

	(void)unused;
	xinim_syscall2(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now);
	next = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	for (;; rounds++) {
		uint64_t at;

		next += PERIOD;
		due.tv_sec = (time_t)(next / 1000000000);
		due.tv_nsec = (long)(next % 1000000000);
		xinim_syscall4(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME,
			(long)&due, 0);
		xinim_syscall2(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now);
		at = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
		if (at - next > worst)
			worst = at - next;
		if (at > next)
			next = at;
	}
}

static bool start_watching(void)
{
	struct xinim_regs r = {
		.rip = (uint64_t)watch,
		.rsp = (uint64_t)(stack + sizeof(stack)) - 8,
	};
	int tid = xinim_thread_create(XINIM_CAP_SELF, &r);

	return tid > 0 &&
		xinim_thread_control(
			XINIM_CAP_SELF, getpid(), XINIM_THREAD_PRIORITY, 2) == 0 &&
		xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0) == 0;
}

static void begin(void)
{
	worst = 0;
	rounds = 0;
}

static void check(const char *what)
{
	uint64_t w = worst, n = rounds;

	printf("latency %s %lu instructions at most, %lu times\n", what, (unsigned long)w,
		(unsigned long)n);
	EXPECT(n > 0);
	EXPECT(w <= BOUND);
}

static char *large(void)
{
	struct xinim_vm_map m = { .length = LARGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE };

	return (char *)xinim_vm_map(XINIM_CAP_SELF, &m);
}

static int64_t fill(char *at)
{
	return xinim_syscall6(SYS_vm_control, XINIM_CAP_SELF, XINIM_VM_ADVISE, (long)at,
		LARGE, XINIM_VM_FILL_WRITE, 0);
}

/* A process without threads, with a copy of this one's memory. */
static int copy_of_this(void)
{
	int p = xinim_process_create("copy");

	if (p > 0 &&
		xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0)
		return -1;
	return p;
}

static void nothing(void)
{
	begin();
	usleep(1000);
	check("sleep");
}

static void filled_and_unmapped(void)
{
	char *at = large();

	REQUIRE((int64_t)at > 0);
	begin();
	REQUIRE_EQ(fill(at), 0);
	check("fill");
	begin();
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
	check("unmap");
}

static void dropped_and_replaced(void)
{
	struct xinim_vm_map m = {
		.length = LARGE, .rights = XINIM_RIGHT_READ, .flags = XINIM_VM_FIXED
	};
	char *at = large();

	REQUIRE((int64_t)at > 0);
	REQUIRE_EQ(fill(at), 0);
	begin();
	EXPECT_EQ(xinim_syscall6(SYS_vm_control, XINIM_CAP_SELF, XINIM_VM_ADVISE,
			  (long)at, LARGE, XINIM_VM_DONT_NEED, 0),
		0);
	check("drop");
	REQUIRE_EQ(fill(at), 0);
	m.address = (uint64_t)at;
	begin();
	EXPECT_EQ(xinim_vm_map(XINIM_CAP_SELF, &m), (int64_t)at);
	check("replace");
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
}

static void rights_changed(void)
{
	char *at = large();

	REQUIRE((int64_t)at > 0);
	REQUIRE_EQ(fill(at), 0);
	begin();
	EXPECT_EQ(xinim_vm_protect(XINIM_CAP_SELF, (uint64_t)at, LARGE, XINIM_RIGHT_READ),
		0);
	check("protect");
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
}

static void cloned_and_ended(void)
{
	char *at = large();
	int p, status;

	REQUIRE((int64_t)at > 0);
	REQUIRE_EQ(fill(at), 0);
	begin();
	p = copy_of_this();
	REQUIRE(p > 0);
	check("clone");
	/* The last to have the pages: the copy, which goes at once as nobody runs in it. */
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
	begin();
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	check("exit");
	waitpid(-1, &status, WNOHANG);
	xinim_cap_close(p);
}

static void many_regions(void)
{
	struct xinim_vm_map m = { .length = PAGE, .flags = XINIM_VM_FIXED };
	char *at = large();

	REQUIRE((int64_t)at > 0);
	for (unsigned i = 0; i < 4000; i++) {
		m.address = (uint64_t)at + i * PAGE;
		m.rights = i % 2 ? XINIM_RIGHT_READ : 3;
		REQUIRE_EQ(xinim_vm_map(XINIM_CAP_SELF, &m), (int64_t)m.address);
	}
	begin();
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
	check("regions");
}

static void objects(void)
{
	struct xinim_vm_map m = { .length = LARGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE,
		.flags = XINIM_VM_SHARED };

	for (int round = 0; round < 2; round++) {
		char *at;

		m.object = xinim_object_create(LARGE);
		REQUIRE(m.object > 0);
		at = (char *)xinim_vm_map(XINIM_CAP_SELF, &m);
		REQUIRE((int64_t)at > 0);
		REQUIRE_EQ(fill(at), 0);
		begin();
		if (round == 0)
			EXPECT_EQ(
				xinim_object_control(m.object, XINIM_OBJECT_RESIZE, PAGE),
				0);
		EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
		EXPECT_EQ(xinim_cap_close(m.object), 0);
		check(round ? "object" : "resize");
	}
}

static void capabilities(void)
{
	int first = xinim_endpoint_create(), last = first;

	REQUIRE(first > 0);
	for (int i = 0; i < CAPS && last > 0; i++)
		last = xinim_cap_derive(last, XINIM_RIGHT_ALL, 0);
	REQUIRE(last > 0);
	begin();
	EXPECT_EQ(xinim_cap_revoke(first), 0);
	check("revoke");
	for (int i = 0; i < CAPS && last > 0; i++)
		last = xinim_cap_derive(first, XINIM_RIGHT_ALL, 0);
	begin();
	EXPECT_EQ(xinim_cap_close(first), 0);
	check("close");
}

static const struct guest_case cases[] = {
	{ "nothing", nothing },
	{ "filled_and_unmapped", filled_and_unmapped },
	{ "dropped_and_replaced", dropped_and_replaced },
	{ "rights_changed", rights_changed },
	{ "cloned_and_ended", cloned_and_ended },
	{ "many_regions", many_regions },
	{ "objects", objects },
	{ "capabilities", capabilities },
};

int main(int argc, char **argv)
{
	if (!start_watching())
		return 1;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
