/* tests/posix/mremap.c - mappings that shrink, grow and move.
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

static void number(char *p, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		*(size_t *)(p + i * PAGE) = i + 1;
}

static bool numbered(const char *p, size_t first, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		if (*(const size_t *)(p + i * PAGE) != first + i + 1)
			return false;
	return true;
}

static void shrinks_and_grows(void)
{
	char *p = memory_map(10, RW, ANON);

	REQUIRE(p != NULL);
	number(p, 10);
	EXPECT(mremap(p, 10 * PAGE, 4 * PAGE, 0) == p);
	EXPECT(numbered(p, 0, 4));
	EXPECT_EQ(MEMORY_READ(p + 4 * PAGE), SIGSEGV);
	EXPECT(mremap(p, 4 * PAGE, 10 * PAGE, 0) == p);
	EXPECT(numbered(p, 0, 4));
	EXPECT_EQ(p[4 * PAGE] | p[9 * PAGE], 0);
	EXPECT(mremap(p, 10 * PAGE, 10 * PAGE, 0) == p);
	EXPECT(mremap(p, 10 * PAGE - 5, 9 * PAGE + 1, 0) == p);
	EXPECT_EQ(munmap(p, 10 * PAGE), 0);
}

static void moves(void)
{
	char *p = memory_map(10, RW, ANON), *q;
	uint64_t before;

	REQUIRE(p != NULL);
	number(p, 10);
	before = memory_free_pages();
	/* The middle cannot grow where it is. */
	EXPECT_ERROR(mremap(p + 2 * PAGE, 3 * PAGE, 6 * PAGE, 0), ENOMEM);
	q = mremap(p + 2 * PAGE, 3 * PAGE, 6 * PAGE, MREMAP_MAYMOVE);
	REQUIRE(q != MAP_FAILED && (q >= p + 10 * PAGE || q + 6 * PAGE <= p));
	EXPECT(numbered(q, 2, 3));
	EXPECT_EQ(MEMORY_READ(p + 2 * PAGE), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(p + 5 * PAGE - 1), SIGSEGV);
	EXPECT(numbered(p, 0, 2) && numbered(p + 5 * PAGE, 5, 5));
	EXPECT(before - memory_free_pages() < 4); /* tables, and no copy */
	EXPECT_EQ(munmap(p, 10 * PAGE) | munmap(q, 6 * PAGE), 0);
}

static void fixed(void)
{
	char *p = memory_map(4, RW, ANON), *q = memory_map(8, RW, ANON);

	REQUIRE(p && q);
	number(p, 4);
	memset(q, 'q', 8 * PAGE);
	EXPECT(mremap(p, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		       q + 2 * PAGE) == q + 2 * PAGE);
	EXPECT(numbered(q + 2 * PAGE, 0, 4));
	EXPECT(q[2 * PAGE - 1] == 'q' && q[6 * PAGE] == 'q');
	EXPECT_EQ(MEMORY_READ(p), SIGSEGV);
	/* Smaller on the way. */
	EXPECT(mremap(q + 2 * PAGE, 4 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		       p) == p);
	EXPECT(numbered(p, 0, 2));
	EXPECT_EQ(MEMORY_READ(q + 5 * PAGE), SIGSEGV);
	EXPECT_EQ(munmap(p, 4 * PAGE) | munmap(q, 8 * PAGE), 0);
}

/* What is cut off may be several mappings, holes included; what moves may not. */
static void several(void)
{
	char *p = memory_map(8, RW, ANON), *q = memory_map(8, RW, ANON);

	REQUIRE(p && q);
	number(p, 8);
	EXPECT_EQ(mprotect(p + 4 * PAGE, PAGE, PROT_READ), 0);
	EXPECT_EQ(munmap(p + 6 * PAGE, PAGE), 0);
	EXPECT_ERROR(mremap(p, 8 * PAGE, 9 * PAGE, MREMAP_MAYMOVE), EFAULT);
	EXPECT_ERROR(
		mremap(p, 8 * PAGE, 5 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q), EFAULT);
	EXPECT(mremap(p, 8 * PAGE, 3 * PAGE, 0) == p);
	EXPECT(numbered(p, 0, 3));
	EXPECT_EQ(MEMORY_READ(p + 3 * PAGE), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(p + 7 * PAGE), SIGSEGV);
	EXPECT(mremap(p, 8 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q) == q);
	EXPECT(numbered(q, 0, 2));
	EXPECT_EQ(MEMORY_READ(p), SIGSEGV);
	EXPECT_EQ(munmap(p, 8 * PAGE) | munmap(q, 8 * PAGE), 0);
}

/* The pages go, the mapping stays. */
static void dont_unmap(void)
{
	char *p = memory_map(4, RW, ANON), *q;

	REQUIRE(p != NULL);
	number(p, 4);
	q = mremap(p, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP);
	REQUIRE(q != MAP_FAILED && q != p);
	EXPECT(numbered(q, 0, 4));
	EXPECT_EQ(memory_resident(p, 4), 0);
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(p[i * PAGE], 0);
	p[0] = 1;
	EXPECT(numbered(q, 0, 4));
	EXPECT_EQ(munmap(p, 4 * PAGE) | munmap(q, 4 * PAGE), 0);
}

/* An old length of 0: what is shared, once more. */
static void twice(void)
{
	char *p = memory_map(4, RW, MAP_SHARED | MAP_ANONYMOUS);
	char *own = memory_map(1, RW, ANON), *q;

	REQUIRE(p && own);
	number(p, 4);
	q = mremap(p + PAGE, 0, 2 * PAGE, MREMAP_MAYMOVE);
	REQUIRE(q != MAP_FAILED);
	EXPECT(numbered(q, 1, 2));
	q[PAGE + 8] = 'x';
	EXPECT_EQ(p[2 * PAGE + 8], 'x');
	EXPECT_ERROR(mremap(own, 0, PAGE, MREMAP_MAYMOVE), EINVAL);
	EXPECT_EQ(munmap(p, 4 * PAGE) | munmap(q, 2 * PAGE) | munmap(own, PAGE), 0);
}

static void errors(void)
{
	char *p = memory_map(4, RW, ANON);

	REQUIRE(p != NULL);
	EXPECT_ERROR(mremap(p + 1, PAGE, PAGE, 0), EINVAL);
	EXPECT_ERROR(mremap(p, PAGE, 0, 0), EINVAL);
	EXPECT_ERROR(mremap(p, PAGE, 0, MREMAP_MAYMOVE), EINVAL);
	EXPECT_ERROR(mremap(p, PAGE, PAGE, 8), EINVAL);
	EXPECT_ERROR(mremap(p, PAGE, PAGE, MREMAP_FIXED, p + 8 * PAGE), EINVAL);
	EXPECT_ERROR(mremap(p, PAGE, PAGE, MREMAP_DONTUNMAP), EINVAL);
	EXPECT_ERROR(
		mremap(p, PAGE, 2 * PAGE, MREMAP_DONTUNMAP | MREMAP_MAYMOVE), EINVAL);
	EXPECT_ERROR(mremap(p, 2 * PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + PAGE),
		EINVAL);
	EXPECT_ERROR(mremap(p, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + 1), EINVAL);
	EXPECT_ERROR(mremap(p, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, LIMIT), EINVAL);
	EXPECT_ERROR(mremap(p, PAGE, LIMIT, MREMAP_MAYMOVE), ENOMEM);
	EXPECT_ERROR(mremap(p, PAGE, -PAGE, MREMAP_MAYMOVE), ENOMEM);
	EXPECT_ERROR(mremap(p, PAGE, -1, MREMAP_MAYMOVE), EINVAL);
	EXPECT_ERROR(mremap(p, 9 * PAGE, 10 * PAGE, MREMAP_MAYMOVE), EFAULT);
	EXPECT_ERROR(mremap((void *)0x10000, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT);
	EXPECT_ERROR(mremap((void *)LIMIT, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT);
	EXPECT_EQ(munmap(p, 4 * PAGE), 0);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "shrinks_and_grows", shrinks_and_grows },
	{ "moves", moves },
	{ "fixed", fixed },
	{ "several", several },
	{ "dont_unmap", dont_unmap },
	{ "twice", twice },
	{ "errors", errors },
};

GUEST_MAIN(cases)
