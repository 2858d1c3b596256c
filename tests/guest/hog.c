/* tests/guest/hog.c - programs that take all memory there is.
 *
 * Each ends for lack of it, by a refusal or by SIGKILL; PID 1 and the system go
 * on, and then all of it is free again. The first in the row leaves every page it
 * could get full of rubbish: those after it must not find any.
 *
 * guest-memory: 64
 * guest-module: hog
 * guest-module: polite
 * guest-module: sparse
 * guest-module: reader
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>
#include <time.h>

#include "victim.h"

#define PAGE 4096UL

static uint64_t grow(uint64_t bytes)
{
	uint64_t old = (uint64_t)syscall(SYS_brk, 0L);

	return (uint64_t)syscall(SYS_brk, old + bytes) == old + bytes ? old : 0;
}

static int touch_until_the_end(uint64_t step, bool check)
{
	for (;;) {
		uint64_t at = grow(step);

		if (at == 0)
			return 5;
		for (uint64_t i = 0; check && i < PAGE; i++)
			if (((volatile uint8_t *)at)[i] != 0)
				return 6;
		memset((void *)at, 0xdb, step < PAGE ? step : PAGE);
	}
}

static int hog(void)
{
	return touch_until_the_end(PAGE, true);
}

/* By system calls, which fail then, and never by a page fault of its own. */
static int polite(void)
{
	uint64_t at = grow(1UL << 30);

	for (uint64_t p = 0; at && p < 1UL << 30; p += PAGE)
		if (syscall(SYS_getrandom, at + p, 1L, 0L) != 1)
			return errno == EFAULT || errno == ENOMEM ? 5 : 7;
	return at ? 8 : 5;
}

/* A page table for every page. */
static int sparse(void)
{
	return touch_until_the_end(2UL << 20, true);
}

/* Only reads: what it finds in pages it never wrote has to be zeros. */
static int reader(void)
{
	for (;;) {
		uint64_t at = grow(PAGE);
		volatile uint64_t *word = (uint64_t *)((at + 7) & ~7UL);

		if (at == 0)
			return 5;
		for (unsigned int i = 0; i < PAGE / 8 - 1; i++)
			if (word[i] != 0)
				return 6;
	}
}

static const struct victim victims[] = {
	{ "hog", hog, VICTIM_ANY_END },
	{ "polite", polite, VICTIM_ANY_END },
	{ "sparse", sparse, VICTIM_ANY_END },
	{ "reader", reader, VICTIM_ANY_END },
};

static void all_end_for_lack_of_memory(void)
{
	struct xinim_stats_memory m;
	size_t dead = 0;
	int status;

	notify_wait(XINIM_NOTIFY_CHILD);
	while (dead < victim_count) {
		pid_t pid = waitpid(-1, &status, 0);

		REQUIRE(pid > 0);
		printf("  PID %d: status 0x%x\n", (int)pid, (unsigned int)status);
		EXPECT(status == XINIM_SIGKILL || status == VICTIM_EXIT(5));
		dead++;
	}
	m = victim_memory();
	EXPECT(m.free_pages > m.total_pages / 2);
}

static void init_can_have_memory_again(void)
{
	char *room = malloc(8 << 20);

	REQUIRE(room);
	memset(room, 1, 8 << 20);
	free(room);
}

static const struct guest_case cases[] = {
	{ "all end for lack of memory", all_end_for_lack_of_memory },
	{ "their memory is free again", victims_memory_is_back },
	{ "PID 1 can have memory", init_can_have_memory_again },
};

VICTIM_MAIN(victims, cases)
