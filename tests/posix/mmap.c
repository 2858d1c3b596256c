/* tests/posix/mmap.c - mmap and munmap of anonymous memory.
 *
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "memory.h"

#define LIMIT 0x7ffffffff000UL

static void *map_at(uint64_t address, size_t length, int flags)
{
	return mmap((void *)address, length, RW, ANON | flags, -1, 0);
}

static void server_up(void)
{
	REQUIRE(memory_server_up());
}

static void private(void)
{
	volatile char *p = memory_map(3, RW, ANON);

	REQUIRE(p != NULL);
	EXPECT_EQ((uintptr_t)p % PAGE, 0);
	for (size_t i = 0; i < 3 * PAGE; i++)
		REQUIRE_EQ(p[i], 0);
	for (size_t i = 0; i < 3 * PAGE; i++)
		p[i] = (char)i;
	for (size_t i = 0; i < 3 * PAGE; i++)
		REQUIRE_EQ(p[i], (char)i);
	EXPECT_EQ(munmap((void *)p, 3 * PAGE), 0);
	EXPECT_EQ(MEMORY_READ(p), SIGSEGV);
}

static void rights(void)
{
	char *none = memory_map(1, PROT_NONE, ANON);
	char *read = memory_map(1, PROT_READ, ANON);
	char *run = memory_map(1, RW | PROT_EXEC, ANON);

	REQUIRE(none && read && run);
	EXPECT_EQ(MEMORY_READ(none), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(read), 0);
	EXPECT_EQ(MEMORY_WRITE(read), SIGSEGV);
	EXPECT_EQ(MEMORY_RUN(read), SIGSEGV);
	run[0] = (char)0xc3; /* ret */
	EXPECT_EQ(MEMORY_RUN(run), 0);
	EXPECT_EQ(munmap(none, PAGE) | munmap(read, PAGE) | munmap(run, PAGE), 0);
}

static void mmap_errors(void)
{
	static const struct {
		uint64_t address, length;
		int prot, flags, fd;
		off_t offset;
		int error;
	} bad[] = {
		{ 0, 0, RW, ANON, -1, 0, EINVAL },
		{ 0, PAGE, RW, MAP_ANONYMOUS, -1, 0, EINVAL },
		{ 0, PAGE, RW, ANON | MAP_SHARED | 8, -1, 0, EINVAL },
		{ 0, PAGE, RW, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0, EINVAL },
		{ 0, PAGE, RW, ANON, -1, 1, EINVAL },
		{ 0, PAGE, RW, ANON, -1, 0x801, EINVAL },
		{ 0, 2 * PAGE, RW, ANON, -1, -(off_t)PAGE, EOVERFLOW },
		{ 0, UINT64_MAX, RW, ANON, -1, 0, ENOMEM },
		{ 0, LIMIT, RW, ANON, -1, 0, ENOMEM },
		{ 0, 1UL << 63, RW, ANON, -1, 0, ENOMEM },
		{ 0x200001, PAGE, RW, ANON | MAP_FIXED, -1, 0, EINVAL },
		{ 0x200001, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0, EINVAL },
		{ LIMIT, PAGE, RW, ANON | MAP_FIXED, -1, 0, ENOMEM },
		{ LIMIT - PAGE, 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0, ENOMEM },
		{ -PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0, ENOMEM },
		{ 1UL << 63, PAGE, RW, ANON | MAP_FIXED, -1, 0, ENOMEM },
		{ 0, PAGE, RW, ANON | MAP_FIXED, -1, 0, EPERM },
		{ PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0, EPERM },
		{ 0, PAGE, RW, MAP_PRIVATE, -1, 0, EBADF },
		{ 0, PAGE, RW, MAP_SHARED, -2, 0, EBADF },
		{ 0, PAGE, RW, MAP_PRIVATE, 0, 0, ENODEV },
		{ 0, PAGE, RW, MAP_SHARED, 7, 0, ENODEV },
		{ 0, PAGE, RW, ANON | MAP_HUGETLB, -1, 0, ENOMEM },
		{ 0, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0,
			EINVAL },
	};
	uint64_t before = memory_free_pages();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		errno = 0;
		if (mmap((void *)bad[i].address, bad[i].length, bad[i].prot, bad[i].flags,
			    bad[i].fd, bad[i].offset) != MAP_FAILED ||
			errno != bad[i].error) {
			guest_fail();
			printf("bad[%zu]: errno %d, not %d", i, errno, bad[i].error);
			guest_where(__FILE__, __LINE__);
		}
	}
	EXPECT_EQ(memory_free_pages(), before);
}

static void munmap_errors(void)
{
	char *p = memory_map(1, RW, ANON);

	REQUIRE(p != NULL);
	EXPECT_ERROR(munmap(p + 1, PAGE), EINVAL);
	EXPECT_ERROR(munmap(p, 0), EINVAL);
	EXPECT_ERROR(munmap(p, UINT64_MAX), EINVAL);
	EXPECT_ERROR(munmap(p, LIMIT), EINVAL);
	EXPECT_ERROR(munmap((void *)LIMIT, PAGE), EINVAL);
	EXPECT_ERROR(munmap((void *)-PAGE, PAGE), EINVAL);
	p[0] = 1;
	EXPECT_EQ(munmap(p, 1), 0);
	EXPECT_EQ(munmap(p, PAGE), 0); /* nothing there: as good */
}

/* A hole in the middle, and over the ends of several mappings. */
static void munmap_parts(void)
{
	char *p = memory_map(16, RW, ANON);

	REQUIRE(p != NULL);
	for (int i = 0; i < 16; i++)
		p[i * PAGE] = (char)i;
	EXPECT_EQ(munmap(p + 4 * PAGE, 2 * PAGE), 0);
	EXPECT_EQ(MEMORY_READ(p + 3 * PAGE), 0);
	EXPECT_EQ(MEMORY_READ(p + 4 * PAGE), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(p + 5 * PAGE), SIGSEGV);
	EXPECT_EQ(p[6 * PAGE], 6);
	EXPECT_EQ(munmap(p + 2 * PAGE, 6 * PAGE), 0);
	EXPECT_EQ(p[1 * PAGE], 1);
	EXPECT_EQ(p[8 * PAGE], 8);
	EXPECT_EQ(MEMORY_READ(p + 7 * PAGE), SIGSEGV);
	EXPECT_EQ(munmap(p, 16 * PAGE), 0);
}

static void fixed(void)
{
	char *p = memory_map(8, RW, ANON), *q;

	REQUIRE(p != NULL);
	memset(p, 'x', 8 * PAGE);
	EXPECT(map_at((uint64_t)p + 2 * PAGE, 2 * PAGE, MAP_FIXED) == p + 2 * PAGE);
	EXPECT_EQ(p[2 * PAGE - 1], 'x');
	EXPECT_EQ(p[2 * PAGE], 0);
	EXPECT_EQ(p[4 * PAGE - 1], 0);
	EXPECT_EQ(p[4 * PAGE], 'x');
	EXPECT_ERROR(map_at((uint64_t)p, PAGE, MAP_FIXED_NOREPLACE), EEXIST);
	EXPECT_ERROR(
		map_at((uint64_t)p + 7 * PAGE, 2 * PAGE, MAP_FIXED_NOREPLACE), EEXIST);
	EXPECT_EQ(p[7 * PAGE], 'x');
	EXPECT_EQ(munmap(p + 6 * PAGE, PAGE), 0);
	EXPECT(map_at((uint64_t)p + 6 * PAGE, PAGE, MAP_FIXED_NOREPLACE) == p + 6 * PAGE);
	EXPECT_EQ(p[6 * PAGE], 0);
	/* A hint: there if it is free, somewhere else if not. */
	EXPECT_EQ(munmap(p, 8 * PAGE), 0);
	EXPECT(map_at((uint64_t)p + 5, 8 * PAGE, 0) == p);
	q = map_at((uint64_t)p, PAGE, 0);
	EXPECT(q != MAP_FAILED && (q < p || q >= p + 8 * PAGE));
	EXPECT_EQ(munmap(p, 8 * PAGE) | munmap(q, PAGE), 0);
}

static void low(void)
{
	char *p = map_at(0, 4 * PAGE, MAP_32BIT);

	REQUIRE(p != MAP_FAILED);
	EXPECT((uint64_t)p + 4 * PAGE <= 1UL << 31);
	p[0] = 1;
	EXPECT_EQ(munmap(p, 4 * PAGE), 0);
	/* There is no more than 2 GiB of it. */
	EXPECT_ERROR(map_at(0, 1UL << 31, MAP_32BIT), ENOMEM);
}

/* A mapping that grows as it is used, and stops before what is below it. */
static void grows_down(void)
{
	const uint64_t top = 0x500000000000;
	char *p = map_at(top - PAGE, PAGE, MAP_FIXED | MAP_GROWSDOWN | MAP_STACK);

	REQUIRE(p == (char *)top - PAGE);
	for (int i = 1; i <= 64; i++)
		((volatile char *)top)[-i * (long)PAGE] = (char)i;
	EXPECT_EQ(((char *)top)[-64 * (long)PAGE], 64);
	EXPECT_EQ(memory_resident((char *)top - 64 * PAGE, 64), 64);
	EXPECT_EQ(MEMORY_READ(top - (16UL << 20)), SIGSEGV);
	EXPECT_EQ(munmap((char *)top - 64 * PAGE, 64 * PAGE), 0);
	EXPECT_EQ(MEMORY_READ(top - PAGE), SIGSEGV);
}

static void populate(void)
{
	uint64_t before = memory_free_pages();
	char *p = memory_map(100, RW, ANON | MAP_POPULATE), *q;

	REQUIRE(p != NULL);
	EXPECT_EQ(memory_resident(p, 100), 100);
	EXPECT(memory_free_pages() + 100 <= before);
	/* With MAP_NONBLOCK it says nothing, nor does MAP_NORESERVE ask for any. */
	q = memory_map(100, RW, ANON | MAP_POPULATE | MAP_NONBLOCK | MAP_NORESERVE);
	EXPECT_EQ(memory_resident(q, 100), 0);
	EXPECT_EQ(munmap(p, 100 * PAGE) | munmap(q, 100 * PAGE), 0);
}

/* Promises cost nothing. */
static void huge(void)
{
	uint64_t before = memory_free_pages();
	char *p = memory_map(1UL << 28, RW, ANON); /* 1 TiB */

	REQUIRE(p != NULL);
	EXPECT(before - memory_free_pages() < 4);
	p[0] = p[(1UL << 40) - 1] = 1;
	EXPECT_EQ(munmap(p, 1UL << 40), 0);
	EXPECT(before - memory_free_pages() < 4);
}

static int write_through(void *p)
{
	volatile char *c = p;

	if (c[0] != 'p')
		return 1;
	c[0] = 'c';
	c[PAGE] = 'c'; /* nobody has touched this page before */
	return 0;
}

static void shared(void)
{
	volatile char *p = memory_map(2, RW, MAP_SHARED | MAP_ANONYMOUS);
	volatile char *q = memory_map(2, RW, ANON);

	REQUIRE(p && q);
	EXPECT_EQ(p[0] | p[PAGE], 0);
	p[0] = q[0] = 'p';
	EXPECT_EQ(memory_in_child(write_through, (void *)p), 0);
	EXPECT_EQ(p[0], 'c');
	EXPECT_EQ(p[PAGE], 'c');
	EXPECT_EQ(memory_in_child(write_through, (void *)q), 0);
	EXPECT_EQ(q[0], 'p');
	EXPECT_EQ(q[PAGE], 0);
	EXPECT_EQ(munmap((void *)p, 2 * PAGE) | munmap((void *)q, 2 * PAGE), 0);
}

/* Many mappings of one page each, all different, and then all gone. */
static void many(void)
{
	enum { N = 2000 };
	static char *p[N];
	uint64_t before = 0;

	for (int round = 0; round < 3; round++) {
		if (round == 1) /* the kernel's caches keep something the first time */
			before = memory_free_pages();
		for (int i = 0; i < N; i++) {
			p[i] = memory_map(1, i & 1 ? RW : RW | PROT_EXEC, ANON);
			REQUIRE(p[i] != NULL);
			*(volatile int *)p[i] = i;
		}
		for (int i = 0; i < N; i++)
			REQUIRE_EQ(*(volatile int *)p[i], i);
		for (int i = 0; i < N; i++)
			REQUIRE_EQ(munmap(p[(i * 7) % N], PAGE), 0);
	}
	EXPECT_EQ(memory_free_pages(), before);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "private", private },
	{ "rights", rights },
	{ "mmap_errors", mmap_errors },
	{ "munmap_errors", munmap_errors },
	{ "munmap_parts", munmap_parts },
	{ "fixed", fixed },
	{ "low", low },
	{ "grows_down", grows_down },
	{ "populate", populate },
	{ "huge", huge },
	{ "shared", shared },
	{ "many", many },
};

GUEST_MAIN(cases)
