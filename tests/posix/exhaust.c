/* tests/posix/exhaust.c - all memory taken, by programs that do not know when to stop.
 *
 * The rule (the manual, Memory that runs out): a call that needs memory fails
 * with ENOMEM; who touches a page that cannot be had is killed. Nobody else
 * is, and all of it comes back.
 *
 * guest-server: memory
 * guest-memory: 128
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "memory.h"

#define HUGE (1UL << 40)
#define OWN  4 /* pages of PID 1's and the memory server's, touched meanwhile */

static uint64_t before;

/* Pages that are free, or that the kernel keeps for its next objects and stacks. */
static uint64_t pages(void)
{
	const struct xinim_stats_memory m = memory_stats();

	return m.free_pages + m.kernel_heap_pages + m.kernel_kept_pages;
}

static void server_up(void)
{
	REQUIRE(memory_server_up());
	EXPECT_EQ(memory_in_child(memory_read_byte, &before), 0);
	before = pages();
}

/* The pages that a child had come back when it has been waited for, and soon: all. */
static void expect_recovered(void)
{
	uint64_t now = pages();

	for (int i = 0; i < 1000 && now + OWN < before; i++) {
		syscall(SYS_sched_yield);
		now = pages();
	}
	if (now + OWN < before)
		EXPECT_EQ(now, before);
}

static int touch_all(void *flags)
{
	char *p = mmap(NULL, HUGE, RW, (int)(intptr_t)flags, -1, 0);

	if (p == MAP_FAILED)
		return errno;
	for (uint64_t i = 0; i < HUGE; i += PAGE)
		*(volatile char *)(p + i) = 1;
	return 0;
}

static void toucher_is_killed(void)
{
	EXPECT_EQ(memory_in_child(touch_all, (void *)(intptr_t)ANON), -SIGKILL);
	expect_recovered();
	EXPECT_EQ(memory_in_child(
			  touch_all, (void *)(intptr_t)(MAP_SHARED | MAP_ANONYMOUS)),
		-SIGKILL);
	expect_recovered();
}

static int touch_stack(void *p)
{
	for (char *at = p; at != NULL; at -= PAGE)
		*(volatile char *)at = 1;
	return 0;
}

/* No stack is larger than its limit: that is SIGSEGV, and before memory ends. */
static void stack_is_limited(void)
{
	char *p = mmap((void *)0x500000000000, PAGE, RW, ANON | MAP_GROWSDOWN, -1, 0);

	REQUIRE(p != MAP_FAILED);
	EXPECT_EQ(memory_in_child(touch_stack, p), -SIGSEGV);
	EXPECT_EQ(munmap(p, PAGE), 0);
	expect_recovered();
}

/* A byte in each table: the tables are what runs out. */
static int touch_tables(void *unused)
{
	char *p = mmap(NULL, HUGE, RW, ANON, -1, 0);

	(void)unused;
	for (uint64_t i = 0; i < HUGE; i += 2UL << 20)
		*(volatile char *)(p + i) = 1;
	return 0;
}

static void tables(void)
{
	EXPECT_EQ(memory_in_child(touch_tables, NULL), -SIGKILL);
	expect_recovered();
}

/* Calls say so, and what they had got so far is given back or of use. */
static int calls_fail(void *unused)
{
	size_t length = 256UL << 20;
	char *p = mmap(NULL, length, RW, ANON | MAP_POPULATE, -1, 0);

	(void)unused;
	if (p == MAP_FAILED) /* it fills what it can, and no more */
		return 1;
	p[0] = 1;
	if (munmap(p, length) != 0)
		return 2;
	if (mmap(NULL, length, RW, ANON | MAP_LOCKED, -1, 0) != MAP_FAILED ||
		errno != ENOMEM)
		return 3;
	p = mmap(NULL, length, RW, ANON, -1, 0);
	if (p == MAP_FAILED)
		return 4;
	if (mlock(p, length) == 0 || errno != ENOMEM)
		return 5;
	if (madvise(p, length, MADV_POPULATE_WRITE) == 0 || errno != ENOMEM)
		return 6;
	if (madvise(p, length, MADV_DONTNEED) != 0)
		return 7;
	p[0] = 1;
	return munmap(p, length) == 0 ? 0 : 8;
}

static void calls(void)
{
	EXPECT_EQ(memory_in_child(calls_fail, NULL), 0);
	expect_recovered();
}

/* Regions end before memory does. */
static int map_many(void *unused)
{
	int n = 0;

	(void)unused;
	while (mmap(NULL, PAGE, n & 1 ? PROT_READ : RW, ANON, -1, 0) != MAP_FAILED)
		n++;
	if (errno != ENOMEM)
		return 1;
	return n > 1000 && n < 100000 ? 0 : 2;
}

static void regions(void)
{
	EXPECT_EQ(memory_in_child(map_many, NULL), 0);
	expect_recovered();
}

/* While one holds all it can get, others go on, and the servers too. */
static int hold_all(void *p)
{
	volatile int *said = p;
	size_t step = 1UL << 20;
	char *q;

	/* Pages of our own for it, and for the stack of all calls: later there will be none. */
	errno = 0;
	syscall(SYS_sched_yield);
	for (;;) {
		q = mmap(NULL, step, RW, ANON, -1, 0);
		if (q == MAP_FAILED)
			return 1;
		if (madvise(q, step, MADV_POPULATE_WRITE) != 0)
			break;
	}
	said[0] = errno;
	while (!said[1])
		syscall(SYS_sched_yield);
	return 0;
}

static void others_go_on(void)
{
	volatile int *said = (void *)memory_map(1, RW, MAP_SHARED | MAP_ANONYMOUS);
	struct memory_child c;
	char *p;

	REQUIRE(said != NULL);
	said[0] = said[1] = 0;
	c = memory_child_start(hold_all, (void *)said);
	for (int i = 0; i < 1000000 && !said[0]; i++)
		syscall(SYS_sched_yield);
	EXPECT_EQ(said[0], ENOMEM);
	p = memory_map(100, RW, ANON);
	REQUIRE(p != NULL);
	memset(p, 1, 100 * PAGE);
	EXPECT_EQ(memory_in_child(memory_read_byte, p), 0);
	EXPECT_EQ(munmap(p, 100 * PAGE), 0);
	said[1] = 1;
	EXPECT_EQ(memory_child_end(c), 0);
	EXPECT_EQ(munmap((void *)said, PAGE), 0);
	expect_recovered();
}

/* Several at once: together they take what each alone might not. */
static void several(void)
{
	struct memory_child c[4];
	int killed = 0;

	for (int i = 0; i < 4; i++)
		c[i] = memory_child_start(touch_all, (void *)(intptr_t)ANON);
	for (int i = 0; i < 4; i++)
		killed += memory_child_end(c[i]) == -SIGKILL;
	EXPECT_EQ(killed, 4);
	expect_recovered();
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "toucher_is_killed", toucher_is_killed },
	{ "stack_is_limited", stack_is_limited },
	{ "tables", tables },
	{ "calls", calls },
	{ "regions", regions },
	{ "others_go_on", others_go_on },
	{ "several", several },
};

GUEST_MAIN(cases)
