/* tests/posix/malloc-large.c - pieces of memory of some GiB, and sums that overflow.
 *
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <malloc.h>
#include <stdlib.h>

#include "memory.h"

#define GIB ((size_t)1 << 30)

static void server_up(void)
{
	REQUIRE(memory_server_up());
}

static void large(void)
{
	uint64_t before = memory_free_pages();
	char *p = malloc(3 * GIB), *q;

	REQUIRE(p != NULL);
	EXPECT_EQ((uintptr_t)p % 16, 0);
	EXPECT(malloc_usable_size(p) >= 3 * GIB);
	p[0] = 1;
	p[3 * GIB - 1] = 2;
	q = realloc(p, 5 * GIB);
	REQUIRE(q != NULL);
	EXPECT_EQ(q[0], 1);
	EXPECT_EQ(q[3 * GIB - 1], 2);
	q[5 * GIB - 1] = 3;
	/* Small again: the beginning is copied, the rest is the system's. */
	p = realloc(q, 100);
	REQUIRE(p != NULL);
	EXPECT_EQ(p[0], 1);
	q = realloc(p, GIB);
	REQUIRE(q != NULL);
	EXPECT_EQ(q[0], 1);
	free(q);
	q = calloc(GIB, 3);
	REQUIRE(q != NULL);
	EXPECT_EQ(q[2 * GIB], 0);
	free(q);
	EXPECT(memory_free_pages() + 64 >= before);
}

static void aligned(void)
{
	void *p = NULL;

	EXPECT_EQ(posix_memalign(&p, 65536, 3 * GIB), 0);
	EXPECT_EQ((uintptr_t)p % 65536, 0);
	EXPECT(malloc_usable_size(p) >= 3 * GIB);
	((char *)p)[3 * GIB - 1] = 1;
	free(p);
	p = aligned_alloc(4096, 100);
	EXPECT_EQ((uintptr_t)p % 4096, 0);
	free(p);
	errno = 0;
	EXPECT_EQ(aligned_alloc(3, 16) == NULL && errno == EINVAL, 1);
	EXPECT_EQ(aligned_alloc(0, 16) == NULL && errno == EINVAL, 1);
	EXPECT_EQ(posix_memalign(&p, 4, 16), EINVAL);
	EXPECT_EQ(posix_memalign(&p, 24, 16), EINVAL);
	EXPECT_EQ(posix_memalign(&p, 4096, SIZE_MAX), ENOMEM);
}

/* More than there is, and more than a number can say. */
static void too_much(void)
{
	volatile size_t all = SIZE_MAX, half = PTRDIFF_MAX;
	char *volatile p = malloc(10);

	REQUIRE(p != NULL);
	p[0] = 7;
	EXPECT_EQ(malloc(all) == NULL && errno == ENOMEM, 1);
	EXPECT_EQ(malloc(half) == NULL && errno == ENOMEM, 1);
	EXPECT_EQ(calloc(all / 2, 3) == NULL && errno == ENOMEM, 1);
	EXPECT_EQ(reallocarray(p, all / 2, 3) == NULL && errno == ENOMEM, 1);
	EXPECT_EQ(realloc(p, half) == NULL && errno == ENOMEM, 1);
	EXPECT_EQ(p[0], 7);
	free(p);
	errno = ENOENT;
	free(malloc(GIB));
	free(NULL);
	EXPECT_EQ(errno, ENOENT);
	EXPECT_EQ(malloc_usable_size(NULL), 0);
}

static const struct guest_case cases[] = {
	{ "a server comes up", server_up },
	{ "pieces of some GiB", large },
	{ "alignments", aligned },
	{ "too much", too_much },
};

GUEST_MAIN(cases)
