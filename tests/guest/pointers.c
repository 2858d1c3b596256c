/* tests/guest/pointers.c - bad addresses in every pointer argument of every call.
 *
 * Each is answered with EFAULT; odd but valid ones work. Nobody dies of it, and
 * nothing of the kernel comes out of write().
 *
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <limits.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/stats.h>
#include <xinim/syscall.h>

#include "guest.h"

static const char text[] = "constant";

static const struct bad {
	const char *name;
	uint64_t address;
} bads[] = {
	{ "NULL", 0 },
	{ "1", 1 },
	{ "the first page", 4095 },
	{ "nothing mapped", 0x10000 },
	{ "nothing mapped, far away", 0x123456789000 },
	{ "above the stack", XINIM_USER_LIMIT - 4096 },
	{ "the last user byte", XINIM_USER_LIMIT - 1 },
	{ "the user limit", XINIM_USER_LIMIT },
	{ "below the hole", 0x00007ffffffffff8 },
	{ "the hole's start", 0x0000800000000000 },
	{ "in the hole", 0x5555aaaa00000000 },
	{ "the hole's end", 0xffff7fffffffffff },
	{ "the kernel half", 0xffff800000000000 },
	{ "all memory as the kernel sees it", 0xffff800000100000 },
	{ "kernel stacks", 0xffffc00000001000 },
	{ "devices", 0xffffd00000000000 },
	{ "kernel text", 0xffffffff80100000 },
	{ "the end of addresses", UINT64_MAX },
	{ "8 before the end", UINT64_MAX - 7 },
	{ "a page before the end", UINT64_MAX - 4095 },
};
#define BADS (sizeof(bads) / sizeof(bads[0]))

#define POINTER UINT64_MAX /* stands for the pointer in a list of arguments */

enum direction { READS, WRITES };

/* Calls with one pointer to an object of `size` bytes, that is read or written. */
static const struct user {
	const char *name;
	uint64_t number;
	enum direction direction;
	size_t size;
	uint64_t arg[4];
} users[] = {
	{ "write", SYS_write, READS, 9, { 1, POINTER, 9 } },
	{ "write to 2", SYS_write, READS, 3, { 2, POINTER, 3 } },
	{ "fstat", SYS_fstat, WRITES, sizeof(struct xinim_stat), { 0, POINTER } },
	{ "fstat of 2", SYS_fstat, WRITES, sizeof(struct xinim_stat), { 2, POINTER } },
	{ "TCGETS", SYS_ioctl, WRITES, sizeof(struct xinim_termios),
		{ 0, XINIM_TCGETS, POINTER } },
	{ "TIOCGWINSZ", SYS_ioctl, WRITES, sizeof(struct xinim_winsize),
		{ 1, XINIM_TIOCGWINSZ, POINTER } },
	{ "nanosleep", SYS_nanosleep, READS, sizeof(struct xinim_timespec),
		{ POINTER, 0 } },
	{ "clock_nanosleep", SYS_clock_nanosleep, READS, sizeof(struct xinim_timespec),
		{ CLOCK_MONOTONIC, 0, POINTER, 0 } },
	{ "clock_nanosleep, absolute", SYS_clock_nanosleep, READS,
		sizeof(struct xinim_timespec),
		{ CLOCK_REALTIME, XINIM_TIMER_ABSTIME, POINTER, 0 } },
	{ "uname", SYS_uname, WRITES, sizeof(struct xinim_utsname), { POINTER } },
	{ "ARCH_GET_FS", SYS_arch_prctl, WRITES, 8, { XINIM_ARCH_GET_FS, POINTER } },
	{ "ARCH_GET_GS", SYS_arch_prctl, WRITES, 8, { XINIM_ARCH_GET_GS, POINTER } },
	{ "clock_gettime, real time", SYS_clock_gettime, WRITES,
		sizeof(struct xinim_timespec), { XINIM_CLOCK_REALTIME, POINTER } },
	{ "clock_gettime, monotonic", SYS_clock_gettime, WRITES,
		sizeof(struct xinim_timespec), { XINIM_CLOCK_MONOTONIC, POINTER } },
	{ "clock_gettime, CPU time", SYS_clock_gettime, WRITES,
		sizeof(struct xinim_timespec), { XINIM_CLOCK_THREAD_CPUTIME, POINTER } },
	{ "clock_getres", SYS_clock_getres, WRITES, sizeof(struct xinim_timespec),
		{ XINIM_CLOCK_MONOTONIC, POINTER } },
	{ "getrandom", SYS_getrandom, WRITES, 16, { POINTER, 16, 0 } },
	{ "stats_read, total", SYS_stats_read, WRITES, sizeof(struct xinim_stats_total),
		{ XINIM_STATS_TOTAL, 0, POINTER, 4096 } },
	{ "stats_read, call", SYS_stats_read, WRITES, sizeof(struct xinim_stats_call),
		{ XINIM_STATS_CALL, 39, POINTER, 4096 } },
	{ "stats_read, memory", SYS_stats_read, WRITES, sizeof(struct xinim_stats_memory),
		{ XINIM_STATS_MEMORY, 0, POINTER, 4096 } },
	{ "stats_read, boot", SYS_stats_read, WRITES, sizeof(struct xinim_stats_boot),
		{ XINIM_STATS_BOOT, 0, POINTER, 4096 } },
};
#define USERS (sizeof(users) / sizeof(users[0]))

static long call(const struct user *u, uint64_t address)
{
	uint64_t a[4];

	for (unsigned int i = 0; i < 4; i++)
		a[i] = u->arg[i] == POINTER ? address : u->arg[i];
	return xinim_syscall4(
		(long)u->number, (long)a[0], (long)a[1], (long)a[2], (long)a[3]);
}

static void expect_efault(const struct user *u, const char *where, uint64_t address)
{
	long result = call(u, address);

	/* NULL means "not wanted" here, or does later. */
	if (address == 0 && u->number == SYS_clock_getres && result == 0)
		return;
	if (result == -EFAULT)
		return;
	guest_fail();
	printf("%s at 0x%lx (%s): %ld, not EFAULT", u->name, (unsigned long)address,
		where, result);
	guest_where(__FILE__, __LINE__);
}

static void bad_addresses(void)
{
	for (size_t u = 0; u < USERS; u++)
		for (size_t b = 0; b < BADS; b++)
			expect_efault(&users[u], bads[b].name, bads[b].address);
}

/* The end of the program's own memory as it is now: whole pages, then nothing. */
static char *memory_end(void)
{
	char *room = sbrk(3 * 4096);
	char *end = (char *)(((uintptr_t)room + 2 * 4096) & ~4095UL);

	if (room == (char *)-1 || brk(end) != 0)
		return NULL;
	memset(end - 4096, 0, 4096);
	return end;
}

/* An object that starts in the last page and goes on where nothing is. */
static void across_the_end_of_memory(void)
{
	char *end = memory_end();

	REQUIRE(end);
	for (size_t u = 0; u < USERS; u++)
		for (size_t inside = 1; inside < users[u].size; inside++)
			expect_efault(
				&users[u], "across the end", (uint64_t)(end - inside));
}

/* An object that ends with the last byte there is. */
static void up_to_the_end_of_memory(void)
{
	char *end = memory_end();

	REQUIRE(end);
	for (size_t u = 0; u < USERS; u++) {
		memset(end - 4096, 0, 4096);
		if (call(&users[u], (uint64_t)(end - users[u].size)) >= 0)
			continue;
		guest_fail();
		printf("%s up to the end of memory", users[u].name);
		guest_where(__FILE__, __LINE__);
	}
	printf("\n");
}

static void read_only_memory(void)
{
	for (size_t u = 0; u < USERS; u++) {
		if (users[u].direction == READS)
			continue;
		expect_efault(
			&users[u], "text", (uint64_t)(uintptr_t)&bad_addresses & ~7UL);
		expect_efault(&users[u], "a constant", (uint64_t)text);
	}
	EXPECT_STR(text, "constant");
}

/* The first touch of a page may well be the kernel's. */
static void memory_never_touched(void)
{
	for (size_t u = 0; u < USERS; u++) {
		char *room = sbrk(3 * 4096);
		uint64_t page = ((uint64_t)room + 4095) & ~4095UL;

		REQUIRE(room != (char *)-1);
		/* Across the boundary of two such pages. */
		if (call(&users[u], page + 4096 - users[u].size / 2) >= 0)
			continue;
		guest_fail();
		printf("%s of memory never touched", users[u].name);
		guest_where(__FILE__, __LINE__);
	}
	printf("\n");
}

static void unaligned_memory(void)
{
	static char room[1024];

	for (size_t u = 0; u < USERS; u++) {
		for (unsigned int offset = 1; offset < 8; offset++) {
			memset(room, 0x00, sizeof(room));
			room[users[u].size + offset] = 0x5a;
			if (offset > 0)
				room[offset - 1] = 0x5a;
			EXPECT(call(&users[u], (uint64_t)(room + offset)) >= 0);
			EXPECT_EQ(room[offset - 1], 0x5a);
			EXPECT_EQ(room[users[u].size + offset], 0x5a);
		}
	}
	printf("\n");
}

static void lengths_of_write(void)
{
	static const uint64_t huge[] = { SSIZE_MAX, (uint64_t)SSIZE_MAX + 1, UINT64_MAX,
		UINT64_MAX - 4095, XINIM_USER_LIMIT, XINIM_USER_LIMIT - 1, 1UL << 47 };
	char *end = memory_end();

	for (size_t i = 0; i < sizeof(huge) / sizeof(huge[0]); i++)
		EXPECT_EQ(
			xinim_syscall3(SYS_write, 1, (long)text, (long)huge[i]), -EFAULT);
	EXPECT_EQ(xinim_syscall3(SYS_write, 1, (long)text, 0), 0);
	EXPECT_EQ(xinim_syscall3(SYS_write, 1, 0, 0), 0);
	EXPECT_EQ(xinim_syscall3(SYS_write, 1, 0x10000, 0), 0);
	/* A descriptor that is not open is found out first. */
	EXPECT_EQ(xinim_syscall3(SYS_write, 0x10, 0, 5), -EBADF);
	EXPECT_EQ(xinim_syscall3(SYS_write, -1, (long)text, 5), -EBADF);
	/* What is there is written, or nothing is; no more is claimed. */
	REQUIRE(end);
	memset(end - 1000, '=', 1000);
	long done = xinim_syscall3(SYS_write, 1, (long)(end - 1000), 100000);
	EXPECT(done == -EFAULT || (done > 0 && done <= 1000));
	printf("\n");
}

static void lengths_of_getrandom(void)
{
	static const uint64_t huge[] = { SSIZE_MAX, (uint64_t)SSIZE_MAX + 1, UINT64_MAX };
	char *end = memory_end();

	REQUIRE(end);
	EXPECT_EQ(xinim_syscall3(SYS_getrandom, (long)end, 0, 0), 0);
	for (size_t i = 0; i < sizeof(huge) / sizeof(huge[0]); i++) {
		long got = xinim_syscall3(
			SYS_getrandom, (long)(end - 700), (long)huge[i], 0);

		EXPECT(got == -EFAULT || (got > 0 && got <= 700));
		EXPECT_EQ(xinim_syscall3(SYS_getrandom, 0, (long)huge[i], 0), -EFAULT);
	}
}

/* The buffer of stats_read is only as long as the caller says. */
static void lengths_of_stats_read(void)
{
	static char room[256];
	char *end = memory_end();

	memset(room, 0x5a, sizeof(room));
	EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_MEMORY, 0, (long)room, 8),
		sizeof(struct xinim_stats_memory));
	EXPECT_EQ(room[8], 0x5a);
	EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_MEMORY, 0, 0, 0),
		sizeof(struct xinim_stats_memory));
	EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_MEMORY, 0, (long)room, -1L),
		sizeof(struct xinim_stats_memory));
	REQUIRE(end);
	EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_CALL, 0, (long)(end - 5), 5),
		sizeof(struct xinim_stats_call));
	EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_CALL, 0, (long)(end - 5), 6),
		-EFAULT);
}

static const struct guest_case cases[] = {
	{ "bad addresses", bad_addresses },
	{ "objects across the end of memory", across_the_end_of_memory },
	{ "objects up to the end of memory", up_to_the_end_of_memory },
	{ "read-only memory", read_only_memory },
	{ "memory never touched", memory_never_touched },
	{ "unaligned memory", unaligned_memory },
	{ "lengths of write", lengths_of_write },
	{ "lengths of getrandom", lengths_of_getrandom },
	{ "lengths of stats_read", lengths_of_stats_read },
};

GUEST_MAIN(cases)
