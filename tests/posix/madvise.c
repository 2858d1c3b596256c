/* tests/posix/madvise.c - advice, msync, mincore.
 *
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "memory.h"

#define LIMIT  0x7ffffffff000UL
#define SHARED (MAP_SHARED | MAP_ANONYMOUS)

static void server_up(void)
{
	REQUIRE(memory_server_up());
}

static const int hints[] = { MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
	MADV_DONTDUMP, MADV_DODUMP, MADV_COLD, MADV_PAGEOUT };
static const int unknown[] = { -1, 5, 6, 7, MADV_REMOVE, MADV_MERGEABLE, MADV_UNMERGEABLE,
	MADV_HUGEPAGE, MADV_NOHUGEPAGE, 24, 25, MADV_HWPOISON, 1000, INT32_MAX,
	INT32_MIN };

/* They change nothing, but want memory that is there. */
static void hinting(void)
{
	char *p = memory_map(4, RW, ANON);

	REQUIRE(p != NULL);
	p[0] = 1;
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		EXPECT_EQ(madvise(p, 4 * PAGE, hints[i]), 0);
		EXPECT_EQ(memory_resident(p, 4), 1);
		EXPECT_EQ(p[0], 1);
		EXPECT_ERROR(madvise(p + 1, PAGE, hints[i]), EINVAL);
		EXPECT_ERROR(madvise(p, -PAGE, hints[i]), EINVAL);
		EXPECT_ERROR(madvise((void *)0x10000, PAGE, hints[i]), ENOMEM);
		EXPECT_ERROR(madvise((void *)LIMIT, PAGE, hints[i]), ENOMEM);
		EXPECT_EQ(madvise(p, 0, hints[i]), 0);
	}
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		EXPECT_ERROR(madvise(p, PAGE, unknown[i]), EINVAL);
		EXPECT_ERROR(madvise(p, 0, unknown[i]), EINVAL);
	}
	EXPECT_EQ(munmap(p, 4 * PAGE), 0);
}

static void dont_need(void)
{
	uint64_t before;
	char *p = memory_map(100, RW, ANON);
	char *s = memory_map(2, RW, SHARED);

	REQUIRE(p && s);
	p[0] = 1; /* the tables */
	before = memory_free_pages();
	memset(p, 1, 100 * PAGE);
	EXPECT(memory_free_pages() <= before - 99);
	EXPECT_EQ(madvise(p + PAGE, 98 * PAGE, MADV_DONTNEED), 0);
	EXPECT_EQ(memory_resident(p, 100), 2);
	EXPECT_EQ(p[0], 1);
	EXPECT_EQ(p[PAGE], 0);
	EXPECT_EQ(p[99 * PAGE - 1], 0);
	EXPECT_EQ(p[99 * PAGE], 1);
	/* What is shared is still there. */
	memset(s, 2, 2 * PAGE);
	EXPECT_EQ(madvise(s, 2 * PAGE, MADV_DONTNEED), 0);
	EXPECT(s[0] == 2 && s[2 * PAGE - 1] == 2);
	EXPECT_ERROR(madvise(s, 2 * PAGE, MADV_FREE), EINVAL);
	EXPECT_EQ(madvise(p, 100 * PAGE, MADV_FREE), 0);
	EXPECT_EQ(p[99 * PAGE], 0);
	/* What can be done is done, in spite of a hole. */
	memset(p, 1, 100 * PAGE);
	EXPECT_EQ(munmap(p + 50 * PAGE, PAGE), 0);
	EXPECT_ERROR(madvise(p, 100 * PAGE, MADV_DONTNEED), ENOMEM);
	EXPECT_EQ(p[99 * PAGE], 0);
	EXPECT_EQ(munmap(p, 100 * PAGE) | munmap(s, 2 * PAGE), 0);
}

static void populate(void)
{
	char *p = memory_map(10, RW, ANON), *r = memory_map(10, PROT_READ, ANON);
	char *none = memory_map(1, PROT_NONE, ANON);

	REQUIRE(p && r && none);
	EXPECT_EQ(madvise(p, 5 * PAGE, MADV_POPULATE_WRITE), 0);
	EXPECT_EQ(memory_resident(p, 10), 5);
	EXPECT_EQ(madvise(p, 10 * PAGE, MADV_POPULATE_READ), 0);
	EXPECT_EQ(memory_resident(p, 10), 10);
	EXPECT_EQ(madvise(r, 10 * PAGE, MADV_POPULATE_READ), 0);
	EXPECT_EQ(memory_resident(r, 10), 10);
	EXPECT_ERROR(madvise(r, 10 * PAGE, MADV_POPULATE_WRITE), EINVAL);
	EXPECT_ERROR(madvise(none, PAGE, MADV_POPULATE_READ), EINVAL);
	EXPECT_EQ(munmap(p + 5 * PAGE, PAGE), 0);
	EXPECT_ERROR(madvise(p, 10 * PAGE, MADV_POPULATE_WRITE), ENOMEM);
	EXPECT_EQ(munmap(p, 10 * PAGE) | munmap(r, 10 * PAGE) | munmap(none, PAGE), 0);
}

static int is_zero(void *p)
{
	return *(volatile char *)p;
}

static void forks(void)
{
	char *p = memory_map(3, RW, ANON), *s = memory_map(1, RW, SHARED);

	REQUIRE(p && s);
	memset(p, 7, 3 * PAGE);
	EXPECT_EQ(madvise(p, PAGE, MADV_DONTFORK), 0);
	EXPECT_EQ(madvise(p + PAGE, PAGE, MADV_WIPEONFORK), 0);
	EXPECT_EQ(MEMORY_READ(p), SIGSEGV);
	EXPECT_EQ(memory_in_child(is_zero, p + PAGE), 0);
	EXPECT_EQ(memory_in_child(is_zero, p + 2 * PAGE), 7);
	EXPECT(p[0] == 7 && p[PAGE] == 7);
	EXPECT_EQ(madvise(p, PAGE, MADV_DOFORK), 0);
	EXPECT_EQ(madvise(p + PAGE, PAGE, MADV_KEEPONFORK), 0);
	EXPECT_EQ(memory_in_child(is_zero, p), 7);
	EXPECT_EQ(memory_in_child(is_zero, p + PAGE), 7);
	EXPECT_ERROR(madvise(s, PAGE, MADV_WIPEONFORK), EINVAL);
	EXPECT_EQ(munmap(p, 3 * PAGE) | munmap(s, PAGE), 0);
}

static void sync_memory(void)
{
	char *p = memory_map(4, RW, SHARED);

	REQUIRE(p != NULL);
	p[0] = 1;
	EXPECT_EQ(msync(p, 4 * PAGE, MS_SYNC), 0);
	EXPECT_EQ(msync(p, 4 * PAGE, MS_ASYNC), 0);
	EXPECT_EQ(msync(p, 4 * PAGE, MS_SYNC | MS_INVALIDATE), 0);
	EXPECT_EQ(msync(p, 0, MS_SYNC), 0);
	EXPECT_EQ(p[0], 1);
	EXPECT_ERROR(msync(p, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
	EXPECT_ERROR(msync(p, PAGE, 8), EINVAL);
	EXPECT_ERROR(msync(p + 1, PAGE, MS_SYNC), EINVAL);
	EXPECT_ERROR(msync(p, -PAGE, MS_SYNC), ENOMEM);
	EXPECT_ERROR(msync((void *)LIMIT, PAGE, MS_SYNC), ENOMEM);
	EXPECT_EQ(mlock(p, PAGE), 0);
	EXPECT_ERROR(msync(p, PAGE, MS_SYNC | MS_INVALIDATE), EBUSY);
	EXPECT_EQ(munmap(p + PAGE, PAGE), 0);
	EXPECT_ERROR(msync(p, 4 * PAGE, MS_SYNC), ENOMEM);
	EXPECT_EQ(munmap(p, 4 * PAGE), 0);
}

static void in_core(void)
{
	unsigned char vec[8];
	char *p = memory_map(8, RW, ANON);

	REQUIRE(p != NULL);
	p[0] = p[3 * PAGE] = p[7 * PAGE] = 1;
	memset(vec, 0xff, sizeof(vec));
	EXPECT_EQ(mincore(p, 7 * PAGE + 1, vec), 0);
	for (int i = 0; i < 8; i++)
		EXPECT_EQ(vec[i] & 1, i == 0 || i == 3 || i == 7);
	EXPECT_EQ(mincore(p, 0, NULL), 0);
	EXPECT_ERROR(mincore(p + 1, PAGE, vec), EINVAL);
	EXPECT_ERROR(mincore(p, PAGE, NULL), EFAULT);
	EXPECT_ERROR(mincore(p, 8 * PAGE, (void *)-1), EFAULT);
	EXPECT_ERROR(mincore(p, -PAGE, vec), ENOMEM);
	EXPECT_ERROR(mincore((void *)LIMIT, PAGE, vec), ENOMEM);
	EXPECT_ERROR(mincore((void *)0x10000, PAGE, vec), ENOMEM);
	EXPECT_EQ(munmap(p + 4 * PAGE, PAGE), 0);
	EXPECT_ERROR(mincore(p, 8 * PAGE, vec), ENOMEM);
	EXPECT_EQ(munmap(p, 8 * PAGE), 0);
}

static void posix(void)
{
	char *p = memory_map(1, RW, ANON);

	REQUIRE(p != NULL);
	p[0] = 1;
	errno = 0;
	EXPECT_EQ(posix_madvise(p, PAGE, POSIX_MADV_DONTNEED), 0);
	EXPECT_EQ(p[0], 1); /* nothing is thrown away */
	EXPECT_EQ(posix_madvise(p, PAGE, POSIX_MADV_WILLNEED), 0);
	EXPECT_EQ(posix_madvise(p, PAGE, 99), EINVAL);
	EXPECT_EQ(munmap(p, PAGE), 0);
	EXPECT_EQ(posix_madvise(p, PAGE, POSIX_MADV_DONTNEED), ENOMEM);
	EXPECT_EQ(posix_madvise(p, PAGE, POSIX_MADV_NORMAL), ENOMEM);
	EXPECT_EQ(errno, 0);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "hinting", hinting },
	{ "dont_need", dont_need },
	{ "populate", populate },
	{ "forks", forks },
	{ "sync_memory", sync_memory },
	{ "in_core", in_core },
	{ "posix", posix },
};

GUEST_MAIN(cases)
