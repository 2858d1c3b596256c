/* tests/guest/memory.c - the break: grown, shrunk, zeroed, refused.
 *
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/message.h>
#include <xinim/process.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "guest.h"

#define PAGE 4096UL

long stats_read(uint32_t what, uint64_t index, void *buf, size_t len);

static uint64_t raw_brk(uint64_t end)
{
	return (uint64_t)syscall(SYS_brk, end);
}

static uint64_t free_pages(void)
{
	struct xinim_stats_memory m = { 0 };

	EXPECT_EQ(stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)), sizeof(m));
	return m.free_pages;
}

static bool zeroed(const volatile uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != 0)
			return false;
	return true;
}

static void asking_where_it_is(void)
{
	uint64_t now = raw_brk(0);

	EXPECT_EQ(raw_brk(0), now);
	EXPECT_EQ(raw_brk(1), now);
	EXPECT_EQ(raw_brk(now), now);
	EXPECT_EQ((uint64_t)sbrk(0), now);
}

static void refused(void)
{
	uint64_t now = raw_brk(0);
	static const uint64_t bad[] = { XINIM_USER_LIMIT, XINIM_USER_LIMIT - 1,
		XINIM_USER_LIMIT + 1, XINIM_USER_LIMIT - PAGE,
		XINIM_USER_LIMIT - 4 * PAGE, XINIM_USER_LIMIT - (9UL << 20) + (1UL << 20),
		0x800000000000, 0xffff800000000000, UINT64_MAX, UINT64_MAX - PAGE,
		INT64_MAX, 0x400000, 0x3fffff, 4096 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EXPECT_EQ(raw_brk(bad[i]), now);
	EXPECT_EQ(brk((void *)XINIM_USER_LIMIT), -1);
	EXPECT_EQ(errno, ENOMEM);
}

static void grow_and_shrink(void)
{
	uint64_t old = raw_brk(0), start = (old + PAGE - 1) & ~(PAGE - 1);
	uint8_t *p = (uint8_t *)start;

	EXPECT_EQ(raw_brk(start + 8 * PAGE), start + 8 * PAGE);
	EXPECT(zeroed(p, 8 * PAGE));
	memset(p, 0x77, 8 * PAGE);
	EXPECT_EQ(raw_brk(start + 4 * PAGE), start + 4 * PAGE);
	EXPECT_EQ(p[4 * PAGE - 1], 0x77);
	EXPECT_EQ(raw_brk(start + 8 * PAGE), start + 8 * PAGE);
	EXPECT_EQ(p[4 * PAGE - 1], 0x77);
	EXPECT(zeroed(p + 4 * PAGE, 4 * PAGE));
	EXPECT_EQ(raw_brk(old), old);
}

/* Pages come at the first touch and go with the break. */
static void pages_come_and_go(void)
{
	uint64_t old = raw_brk(0), start = (old + PAGE - 1) & ~(PAGE - 1), before, mapped;
	uint64_t tables;
	volatile uint8_t *p = (uint8_t *)start;

	/* Once before, for what the kernel's caches keep. */
	REQUIRE_EQ(raw_brk(start + 64 * PAGE), start + 64 * PAGE);
	for (unsigned int i = 0; i < 64; i++)
		p[i * PAGE] = 1;
	REQUIRE_EQ(raw_brk(old), old);

	before = free_pages();
	REQUIRE_EQ(raw_brk(start + 64 * PAGE), start + 64 * PAGE);
	EXPECT_EQ(before - free_pages(), 0);
	for (unsigned int i = 0; i < 64; i++)
		EXPECT_EQ(p[i * PAGE], 0);
	mapped = free_pages();
	tables = before - mapped - 64; /* they come and go with the pages */
	EXPECT(tables <= 2);
	EXPECT_EQ(raw_brk(start + 32 * PAGE), start + 32 * PAGE);
	EXPECT(before - free_pages() >= 32 && before - free_pages() <= 32 + tables);
	EXPECT_EQ(raw_brk(old), old);
	EXPECT_EQ(free_pages(), before);
}

static void byte_by_byte(void)
{
	uint64_t old = raw_brk(0);

	for (uint64_t i = 1; i < 2 * PAGE; i += 7)
		EXPECT_EQ(raw_brk(old + i), old + i);
	for (uint64_t i = 2 * PAGE; i > 0; i -= 64)
		EXPECT_EQ(raw_brk(old + i), old + i);
	EXPECT_EQ(raw_brk(old), old);
}

/* Terabytes: refused or not, the system goes on, and giving them back is quick. */
static void much_more_than_there_is(void)
{
	uint64_t old = raw_brk(0), before = free_pages();
	static const uint64_t ends[] = { 1UL << 32, 1UL << 40, 0x7f0000000000 };

	for (size_t i = 0; i < 3; i++) {
		uint64_t got = raw_brk(ends[i]);

		EXPECT(got == ends[i] || got == old);
		EXPECT_EQ(raw_brk(old), old);
	}
	EXPECT_EQ(free_pages(), before);
}

static void malloc_works(void)
{
	uint8_t *block[200];

	for (unsigned int i = 0; i < 200; i++) {
		block[i] = malloc(i * 331 + 1);
		REQUIRE(block[i]);
		memset(block[i], (int)i, i * 331 + 1);
	}
	for (unsigned int i = 0; i < 200; i++) {
		EXPECT_EQ(block[i][0], i);
		EXPECT_EQ(block[i][i * 331], i);
		free(block[i]);
	}
	EXPECT(malloc(1UL << 60) == NULL);
}

#define SCARCE (1UL << 20)

static int64_t when_scarce(int64_t notification, uint64_t bits)
{
	return xinim_process_control(
		XINIM_CAP_SELF, XINIM_PROCESS_SCARCE, (uint64_t)notification, bits, 0);
}

/* A process may have seven eighths of the memory: a child takes the rest, in pages of ours. */
static void scarce(void)
{
	uint64_t old = raw_brk(0), start = (old + PAGE - 1) & ~(PAGE - 1), one = 1;
	struct xinim_stats_memory all = { 0 };
	int endpoint = xinim_endpoint_create(), bits = xinim_notification_create();
	struct xinim_message m = { 0 };
	uint64_t pages, few;
	int child;

	EXPECT_EQ(stats_read(XINIM_STATS_MEMORY, 0, &all, sizeof(all)), sizeof(all));
	few = all.total_pages / 16;
	pages = (all.free_pages - few) * 2 / 3;
	REQUIRE(endpoint > 0 && bits > 0);
	REQUIRE_EQ(xinim_notification_bind(bits, endpoint), 0);
	EXPECT_EQ(when_scarce(bits, 1UL << 63), -EINVAL);
	EXPECT_EQ(when_scarce(0, SCARCE), -EBADF);
	EXPECT_EQ(when_scarce(endpoint, SCARCE), -EBADF);
	EXPECT_EQ(when_scarce(bits, SCARCE), 0);

	REQUIRE_EQ(raw_brk(start + pages * PAGE), start + pages * PAGE);
	for (uint64_t i = 0; i < pages; i++)
		*(volatile uint8_t *)(start + i * PAGE) = 1;
	child = xinim_process_create("child");
	REQUIRE(child > 0);
	REQUIRE_EQ(
		xinim_process_control(child, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0),
		0);
	EXPECT(free_pages() > few);
	EXPECT_EQ(xinim_receive(endpoint, &m, 1), -ETIMEDOUT);
	for (uint64_t i = 0; i < pages && free_pages() + 70 > few; i++)
		REQUIRE_EQ(xinim_process_control(child, XINIM_PROCESS_WRITE,
				   start + i * PAGE, (uint64_t)&one, 1),
			1);
	REQUIRE(free_pages() + 70 <= few);
	EXPECT_EQ(xinim_receive(endpoint, &m, 1), 0);
	EXPECT_EQ(m.word[0], SCARCE);

	/* Nobody wants to know any more. */
	EXPECT_EQ(when_scarce(0, 0), 0);
	REQUIRE_EQ(raw_brk(old), old);
	EXPECT_EQ(xinim_process_control(child, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	xinim_cap_close(bits);
	xinim_cap_close(endpoint);
}

static const struct guest_case cases[] = {
	{ "asking where it is", asking_where_it_is },
	{ "refused", refused },
	{ "grow and shrink", grow_and_shrink },
	{ "pages come and go", pages_come_and_go },
	{ "byte by byte", byte_by_byte },
	{ "much more than there is", much_more_than_there_is },
	{ "malloc works", malloc_works },
	{ "few pages are free", scarce },
};

GUEST_MAIN(cases)
