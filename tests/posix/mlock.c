/* tests/posix/mlock.c - locked memory, and the limits of an address space.
 *
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "memory.h"

#define LIMIT 0x7ffffffff000UL

static void server_up(void)
{
	REQUIRE(memory_server_up());
}

static void locks(void)
{
	char *p = memory_map(10, RW, ANON);

	REQUIRE(p != NULL);
	EXPECT_EQ(mlock(p + PAGE + 5, 2 * PAGE), 0); /* touches three pages */
	EXPECT_EQ(memory_resident(p, 10), 3);
	EXPECT_EQ(memory_resident(p + PAGE, 3), 3);
	EXPECT_ERROR(madvise(p + PAGE, PAGE, MADV_DONTNEED), EINVAL);
	EXPECT_EQ(munlock(p + PAGE, 1), 0);
	EXPECT_EQ(madvise(p + PAGE, PAGE, MADV_DONTNEED), 0);
	EXPECT_ERROR(madvise(p + 2 * PAGE, PAGE, MADV_DONTNEED), EINVAL);
	EXPECT_EQ(munlock(p, 10 * PAGE), 0);
	EXPECT_EQ(madvise(p, 10 * PAGE, MADV_DONTNEED), 0);
	/* From the first touch on. */
	EXPECT_EQ(mlock2(p, 10 * PAGE, MLOCK_ONFAULT), 0);
	EXPECT_EQ(memory_resident(p, 10), 0);
	p[0] = 1;
	EXPECT_ERROR(madvise(p, PAGE, MADV_DONTNEED), EINVAL);
	EXPECT_EQ(munmap(p, 10 * PAGE), 0);
	p = memory_map(4, RW, ANON | MAP_LOCKED);
	REQUIRE(p != NULL);
	EXPECT_EQ(memory_resident(p, 4), 4);
	EXPECT_EQ(munmap(p, 4 * PAGE), 0);
}

static void errors(void)
{
	char *p = memory_map(4, RW, ANON);

	REQUIRE(p != NULL);
	EXPECT_EQ(mlock(p, 0), 0);
	EXPECT_EQ(munlock(p, 0), 0);
	EXPECT_ERROR(mlock(p, -PAGE), EINVAL);
	EXPECT_ERROR(mlock(p, LIMIT), ENOMEM);
	EXPECT_ERROR(mlock(p + 1, -1), EINVAL);
	EXPECT_ERROR(mlock((void *)LIMIT, PAGE), ENOMEM);
	EXPECT_ERROR(mlock((void *)0x10000, PAGE), ENOMEM);
	EXPECT_ERROR(munlock((void *)0x10000, PAGE), ENOMEM);
	EXPECT_ERROR(mlock2(p, PAGE, 2), EINVAL);
	EXPECT_ERROR(mlockall(0), EINVAL);
	EXPECT_ERROR(mlockall(8), EINVAL);
	EXPECT_ERROR(mlockall(MCL_ONFAULT), EINVAL);
	EXPECT_EQ(munmap(p + PAGE, PAGE), 0);
	EXPECT_ERROR(mlock(p, 4 * PAGE), ENOMEM);
	EXPECT_EQ(munmap(p, 4 * PAGE), 0);
}

static void everything(void)
{
	char *p = memory_map(4, RW, ANON), *q;

	REQUIRE(p != NULL);
	EXPECT_EQ(mlockall(MCL_CURRENT), 0);
	EXPECT_EQ(memory_resident(p, 4), 4);
	q = memory_map(4, RW, ANON);
	EXPECT_EQ(memory_resident(q, 4), 0);
	EXPECT_EQ(munmap(q, 4 * PAGE), 0);
	EXPECT_EQ(mlockall(MCL_FUTURE), 0);
	q = memory_map(4, RW, ANON);
	EXPECT_EQ(memory_resident(q, 4), 4);
	EXPECT_ERROR(madvise(q, PAGE, MADV_DONTNEED), EINVAL);
	EXPECT_EQ(munmap(q, 4 * PAGE), 0);
	EXPECT_EQ(mlockall(MCL_FUTURE | MCL_ONFAULT), 0);
	q = memory_map(4, RW, ANON);
	EXPECT_EQ(memory_resident(q, 4), 0);
	EXPECT_EQ(munlockall(), 0);
	EXPECT_EQ(madvise(p, 4 * PAGE, MADV_DONTNEED), 0);
	EXPECT_EQ(munmap(p, 4 * PAGE) | munmap(q, 4 * PAGE), 0);
	q = memory_map(4, RW, ANON);
	EXPECT_EQ(memory_resident(q, 4), 0);
	EXPECT_EQ(munmap(q, 4 * PAGE), 0);
}

static int drop(void *p)
{
	return madvise(p, PAGE, MADV_DONTNEED) == 0 ? 0 : errno;
}

/* A clone has no locks. */
static void not_inherited(void)
{
	char *p = memory_map(1, RW, ANON);

	REQUIRE(p != NULL);
	EXPECT_EQ(mlock(p, PAGE), 0);
	EXPECT_EQ(memory_in_child(drop, p), 0);
	EXPECT_EQ(drop(p), EINVAL);
	EXPECT_EQ(munmap(p, PAGE), 0);
}

/* --- limits ------------------------------------------------------------------------ */

/* Runs fn in a clone that is kept to `value` bytes, or as much more than it has. */
static void expect_limited(int (*fn)(void *), void *arg, int which, uint64_t value)
{
	struct memory_child c = memory_child_make(fn, arg);
	struct xinim_process_times t = { 0 };

	REQUIRE(c.pid > 0);
	EXPECT_EQ(
		xinim_process_control(c.cap, XINIM_PROCESS_TIMES, (uint64_t)&t, 0, 0), 0);
	if (which == XINIM_LIMIT_SPACE)
		value += t.size;
	EXPECT_EQ(xinim_process_control(
			  c.cap, XINIM_PROCESS_LIMIT, (uint64_t)which, value, 0),
		0);
	memory_child_go(c);
	EXPECT_EQ(memory_child_end(c), 0);
}

static void *map_error(size_t pages, int prot, int flags)
{
	return mmap(NULL, pages * PAGE, prot, flags, -1, 0);
}

static int with_10_locked(void *unused)
{
	char *p = memory_map(20, RW, ANON), *q;

	(void)unused;
	guest_failures = 0;
	EXPECT_ERROR(mlock(p, 11 * PAGE), ENOMEM);
	EXPECT_EQ(mlock(p, 8 * PAGE), 0);
	EXPECT_EQ(mlock(p, 8 * PAGE), 0); /* the same once more */
	EXPECT_ERROR(mlock(p + 8 * PAGE, 3 * PAGE), ENOMEM);
	EXPECT_EQ(mlock(p + 6 * PAGE, 4 * PAGE), 0);
	EXPECT_ERROR(map_error(1, RW, ANON | MAP_LOCKED), EAGAIN);
	EXPECT_ERROR(mlockall(MCL_CURRENT), ENOMEM);
	EXPECT_EQ(munlock(p, 2 * PAGE), 0);
	q = memory_map(2, RW, ANON | MAP_LOCKED);
	EXPECT(q != NULL);
	EXPECT_ERROR(mremap(q, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE), EAGAIN);
	EXPECT_EQ(munmap(q, 2 * PAGE), 0);
	EXPECT_EQ(mlock(p, 2 * PAGE), 0);
	EXPECT_EQ(munmap(p, 20 * PAGE), 0);
	return guest_failures != 0;
}

static void locked_limit(void)
{
	expect_limited(with_10_locked, NULL, XINIM_LIMIT_LOCKED, 10 * PAGE);
}

static int with_10_more(void *unused)
{
	char *p;

	(void)unused;
	guest_failures = 0;
	EXPECT_ERROR(map_error(11, RW, ANON), ENOMEM);
	EXPECT_ERROR(map_error(11, PROT_NONE, ANON | MAP_NORESERVE), ENOMEM);
	EXPECT_ERROR(map_error(11, RW, MAP_SHARED | MAP_ANONYMOUS), ENOMEM);
	p = memory_map(8, RW, ANON);
	EXPECT(p != NULL);
	EXPECT_ERROR(mremap(p, 8 * PAGE, 11 * PAGE, MREMAP_MAYMOVE), ENOMEM);
	EXPECT_ERROR(
		mremap(p, 8 * PAGE, 8 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP), ENOMEM);
	EXPECT_ERROR(sbrk(3 * PAGE), ENOMEM);
	/* What is replaced does not count. */
	EXPECT(mmap(p, 8 * PAGE, RW, ANON | MAP_FIXED, -1, 0) == p);
	EXPECT(mremap(p, 8 * PAGE, 10 * PAGE, MREMAP_MAYMOVE) != MAP_FAILED);
	return guest_failures != 0;
}

static void space_limit(void)
{
	expect_limited(with_10_more, NULL, XINIM_LIMIT_SPACE, 10 * PAGE);
}

static int without_data(void *p)
{
	char *q;

	guest_failures = 0;
	EXPECT_ERROR(map_error(1, RW, ANON), ENOMEM);
	EXPECT_ERROR(sbrk(PAGE), ENOMEM);
	q = memory_map(1, PROT_READ, ANON);
	EXPECT(q != NULL);
	EXPECT_ERROR(mprotect(q, PAGE, RW), ENOMEM);
	EXPECT_EQ(munmap(q, PAGE), 0);
	q = memory_map(1, RW, MAP_SHARED | MAP_ANONYMOUS);
	EXPECT(q != NULL);
	EXPECT_EQ(munmap(q, PAGE), 0);
	/* What is there stays, and may have its rights again. */
	EXPECT_EQ(mprotect(p, PAGE, RW), 0);
	return guest_failures != 0;
}

static void data_limit(void)
{
	char *p = memory_map(4, RW, ANON);

	REQUIRE(p != NULL);
	expect_limited(without_data, p, XINIM_LIMIT_DATA, 0);
	EXPECT_EQ(munmap(p, 4 * PAGE), 0);
}

#define STACK_TOP 0x520000000000UL

static int within_stack(void *unused)
{
	(void)unused;
	*(volatile char *)(STACK_TOP - 64 * PAGE) = 1;
	return 0;
}

static int past_stack(void *unused)
{
	(void)unused;
	*(volatile char *)(STACK_TOP - 64 * PAGE - 1) = 1;
	return 0;
}

static void stack_limit(void)
{
	char *p = mmap((void *)(STACK_TOP - PAGE), PAGE, RW,
		ANON | MAP_FIXED | MAP_GROWSDOWN, -1, 0);
	struct memory_child c;

	REQUIRE(p != MAP_FAILED);
	expect_limited(within_stack, NULL, XINIM_LIMIT_STACK, 64 * PAGE);
	expect_limited(past_stack, NULL, XINIM_LIMIT_STACK, 65 * PAGE);
	c = memory_child_make(past_stack, NULL);
	EXPECT_EQ(xinim_process_control(
			  c.cap, XINIM_PROCESS_LIMIT, XINIM_LIMIT_STACK, 64 * PAGE, 0),
		0);
	memory_child_go(c);
	EXPECT_EQ(memory_child_end(c), -SIGSEGV);
	EXPECT_EQ(munmap(p, PAGE), 0);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "locks", locks },
	{ "errors", errors },
	{ "everything", everything },
	{ "not_inherited", not_inherited },
	{ "locked_limit", locked_limit },
	{ "space_limit", space_limit },
	{ "data_limit", data_limit },
	{ "stack_limit", stack_limit },
};

GUEST_MAIN(cases)
