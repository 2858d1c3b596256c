/* tests/guest/vm-memory.c - the break and the stack: pages on demand, and all of them back.
 *
 * guest-memory: 128
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <xinim/stats.h>

#include "guest.h"

#define PAGE       4096UL
#define STACK_SIZE (8UL << 20)

long stats_read(uint32_t what, uint64_t index, void *buf, size_t len);

static uint64_t free_pages(void)
{
	struct xinim_stats_memory m;

	if (stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) != sizeof(m))
		abort();
	return m.free_pages;
}

static uint64_t move_break(uint64_t to)
{
	return (uint64_t)syscall(SYS_brk, to);
}

static uint64_t page_up(uint64_t addr)
{
	return (addr + PAGE - 1) & ~(PAGE - 1);
}

/* Every page given back is free again, its tables included. */
static void break_gives_back(void)
{
	uint64_t start = move_break(0), first = page_up(start), before;

	for (int round = 0; round < 4; round++) {
		before = free_pages();
		REQUIRE_EQ(move_break(first + 1000 * PAGE), first + 1000 * PAGE);
		EXPECT_EQ(free_pages(), before);
		for (uint64_t i = 0; i < 1000; i++)
			*(volatile uint64_t *)(first + i * PAGE) = i + 1;
		EXPECT(free_pages() <= before - 1000);
		for (uint64_t i = 0; i < 1000; i++)
			REQUIRE_EQ(*(volatile uint64_t *)(first + i * PAGE), i + 1);
		EXPECT_EQ(move_break(start), start);
		/* The kernel's own caches may keep something the first time. */
		if (round > 0)
			EXPECT_EQ(free_pages(), before);
	}
}

/* What comes back is zero, and the part of a page that stays is left alone. */
static void break_is_fresh(void)
{
	uint64_t start = move_break(0), first = page_up(start);
	volatile char *p = (volatile char *)first;

	REQUIRE_EQ(move_break(first + 2 * PAGE), first + 2 * PAGE);
	for (uint64_t i = 0; i < 2 * PAGE; i++)
		p[i] = 0x55;
	EXPECT_EQ(move_break(first + 10), first + 10);
	REQUIRE_EQ(move_break(first + 2 * PAGE), first + 2 * PAGE);
	EXPECT_EQ(p[9], 0x55);
	for (uint64_t i = 0; i < PAGE; i++)
		REQUIRE_EQ(p[PAGE + i], 0);
	EXPECT_EQ(move_break(start), start);
}

/* Odd steps up and down, checked against what each page must hold. */
static void break_walks(void)
{
	static unsigned char want[64];
	uint64_t start = move_break(0), first = page_up(start), seed = 12345, pages = 0;

	for (int i = 0; i < 3000; i++) {
		uint64_t next;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		next = (seed >> 33) % 64;
		REQUIRE_EQ(move_break(first + next * PAGE), first + next * PAGE);
		for (uint64_t k = pages; k < next; k++)
			want[k] = 0;
		pages = next;
		for (uint64_t k = 0; k < pages; k++)
			REQUIRE_EQ(*(volatile unsigned char *)(first + k * PAGE + k),
				want[k]);
		if (pages) {
			uint64_t k = (seed >> 20) % pages;

			want[k] = (unsigned char)i;
			*(volatile unsigned char *)(first + k * PAGE + k) = want[k];
		}
	}
	EXPECT_EQ(move_break(start), start);
}

/* A break far away, never touched. */
static void break_promises(void)
{
	uint64_t start = move_break(0), first = page_up(start), before = free_pages();

	/* Promises are free; only touching costs. */
	REQUIRE_EQ(move_break(first + (1UL << 40)), first + (1UL << 40));
	EXPECT_EQ(free_pages(), before);
	EXPECT_EQ(move_break(start), start);
	EXPECT_EQ(free_pages(), before);
}

static uint64_t deep(uint64_t levels)
{
	volatile char room[4000];

	room[0] = (char)levels;
	room[3999] = (char)levels;
	if (levels == 0)
		return 0;
	return deep(levels - 1) + (room[0] == room[3999]);
}

static void stack_grows(void)
{
	EXPECT_EQ(deep(1800), 1800); /* some 7.2 of 8 MiB */
}

/* The kernel's own writes make it grow as well, and no further than the limit. */
static void stack_grows_for_the_kernel(void)
{
	struct utsname here;
	uint64_t sp = (uint64_t)&here;
	struct utsname *below =
		(struct utsname *)((sp - (7UL << 20) - (400UL << 10)) & ~7UL);

	EXPECT_EQ(syscall(SYS_uname, below), 0);
	EXPECT_STR(below->sysname, "XINIM");
	errno = 0;
	EXPECT_EQ(syscall(SYS_uname, sp - STACK_SIZE - PAGE), -1);
	EXPECT_EQ(errno, EFAULT);
}

static const struct guest_case cases[] = {
	{ "the break gives every page back", break_gives_back },
	{ "what the break gives is fresh", break_is_fresh },
	{ "the break up and down", break_walks },
	{ "a break that only promises", break_promises },
	{ "the stack grows", stack_grows },
	{ "the stack grows for the kernel", stack_grows_for_the_kernel },
};

GUEST_MAIN(cases)
