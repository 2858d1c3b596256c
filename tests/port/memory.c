/* tests/port/memory.c - malloc and what is under it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "../guest/guest.h"

static uint32_t seed = 12345;

static uint32_t next(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static bool filled(const unsigned char *p, size_t n, unsigned char with)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != with)
			return false;
	return true;
}

/* Random sizes, each block with its own pattern, which nobody else spoils. */
static void patterns(void)
{
	enum { SLOTS = 64 };
	static struct {
		unsigned char *p;
		size_t size;
	} slot[SLOTS];

	for (int round = 0; round < 4000; round++) {
		unsigned int i = next() % SLOTS;
		size_t size = next() % 16 == 0 ? next() % 60000 : next() % 600;

		if (slot[i].p != NULL)
			REQUIRE(filled(slot[i].p, slot[i].size, (unsigned char)i));
		if (next() % 3 == 0) {
			free(slot[i].p);
			slot[i].p = NULL;
			continue;
		}
		unsigned char *p = realloc(slot[i].p, size + 1);

		REQUIRE(p != NULL);
		REQUIRE_EQ((uintptr_t)p & 15, 0);
		if (slot[i].p != NULL)
			REQUIRE(filled(p,
				size + 1 < slot[i].size ? size + 1 : slot[i].size,
				(unsigned char)i));
		memset(p, (int)i, size + 1);
		slot[i].p = p;
		slot[i].size = size + 1;
	}
	for (unsigned int i = 0; i < SLOTS; i++)
		free(slot[i].p);
}

static void cleared(void)
{
	unsigned char *p = malloc(5000);

	REQUIRE(p != NULL);
	memset(p, 0xff, 5000);
	free(p);
	p = calloc(50, 100);
	REQUIRE(p != NULL);
	EXPECT(filled(p, 5000, 0));
	free(p);
}

static void aligned(void)
{
	for (size_t to = 16; to <= 65536; to *= 2) {
		void *p = memalign(to, 100);

		REQUIRE(p != NULL);
		EXPECT_EQ((uintptr_t)p & (to - 1), 0);
		memset(p, 1, 100);
		free(p);
	}
	void *p = aligned_alloc(4096, 8192);

	EXPECT(p != NULL && ((uintptr_t)p & 4095) == 0);
	free(p);
	errno = 0;
	EXPECT_EQ(posix_memalign(&p, 24, 100), EINVAL);
	EXPECT_EQ(posix_memalign(&p, 64, 100), 0);
	EXPECT_EQ((uintptr_t)p & 63, 0);
	EXPECT_EQ(errno, 0);
	free(p);
}

/* More than there can be: NULL and ENOMEM, and all still works. */
static void too_much(void)
{
	volatile size_t huge = SIZE_MAX / 2, half = SIZE_MAX / 2 + 2;
	void *p = malloc(10), *volatile q = p, *moved;

	errno = 0;
	EXPECT(malloc(huge) == NULL);
	EXPECT_EQ(errno, ENOMEM);
	errno = 0;
	EXPECT(calloc(half, 2) == NULL);
	EXPECT_EQ(errno, ENOMEM);
	memset(p, 'x', 10);
	moved = realloc(p, huge);
	EXPECT(moved == NULL);
	if (moved == NULL) {
		EXPECT(filled(q, 10, 'x')); /* and still there */
		free(q);
	}
	p = malloc(10);
	EXPECT(p != NULL);
	free(p);
	free(NULL);
}

static void breaks(void)
{
	char *start = sbrk(0);

	REQUIRE(start != (char *)-1);
	REQUIRE(sbrk(10000) == start);
	for (int i = 0; i < 10000; i++)
		REQUIRE_EQ(start[i], 0);
	memset(start, 1, 10000);
	EXPECT(sbrk(0) == start + 10000);
	EXPECT(sbrk(-10000) == start + 10000);
	EXPECT(sbrk(0) == start);
	errno = 0;
	EXPECT(sbrk(INTPTR_MAX) == (void *)-1);
	EXPECT_EQ(errno, ENOMEM);
	errno = 0;
	EXPECT(sbrk(INTPTR_MIN) == (void *)-1);
	EXPECT_EQ(errno, ENOMEM);
	EXPECT(sbrk(0) == start);
}

static const struct guest_case cases[] = {
	{ "patterns", patterns },
	{ "cleared", cleared },
	{ "aligned", aligned },
	{ "too_much", too_much },
	{ "breaks", breaks },
};

GUEST_MAIN(cases)
