/* tests/posix/mprotect.c - rights changed, and what protection keys answer.
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

static void rights(void)
{
	char *p = memory_map(8, RW, ANON);

	REQUIRE(p != NULL);
	memset(p, 1, 8 * PAGE);
	EXPECT_EQ(mprotect(p + 2 * PAGE, 2 * PAGE, PROT_READ), 0);
	EXPECT_EQ(MEMORY_WRITE(p + 2 * PAGE - 1), 0);
	EXPECT_EQ(MEMORY_WRITE(p + 2 * PAGE), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(p + 2 * PAGE), 0);
	EXPECT_EQ(MEMORY_WRITE(p + 4 * PAGE), 0);
	EXPECT_EQ(mprotect(p + PAGE, 6 * PAGE, PROT_NONE), 0);
	EXPECT_EQ(MEMORY_READ(p + PAGE), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(p + 7 * PAGE - 1), SIGSEGV);
	EXPECT_EQ(mprotect(p, 8 * PAGE, RW), 0);
	for (size_t i = 0; i < 8 * PAGE; i++)
		REQUIRE_EQ(p[i], 1);
	p[3 * PAGE] = (char)0xc3;
	EXPECT_EQ(MEMORY_RUN(p + 3 * PAGE), SIGSEGV);
	EXPECT_EQ(mprotect(p + 3 * PAGE, 1, PROT_READ | PROT_EXEC), 0);
	EXPECT_EQ(MEMORY_RUN(p + 3 * PAGE), 0);
	EXPECT_EQ(MEMORY_WRITE(p + 4 * PAGE - 1), SIGSEGV);
	EXPECT_EQ(MEMORY_WRITE(p + 4 * PAGE), 0);
	EXPECT_EQ(munmap(p, 8 * PAGE), 0);
}

static void errors(void)
{
	char *p = memory_map(4, RW, ANON);

	REQUIRE(p != NULL);
	EXPECT_EQ(mprotect(p, 0, PROT_READ), 0);
	EXPECT_ERROR(mprotect(p + 1, PAGE, RW), EINVAL);
	EXPECT_ERROR(mprotect(p + 1, 0, RW), EINVAL);
	EXPECT_ERROR(mprotect(p, PAGE, 0x10), EINVAL);
	EXPECT_ERROR(mprotect(p, PAGE, -1), EINVAL);
	EXPECT_ERROR(mprotect(p, PAGE, PROT_GROWSUP | RW), EINVAL);
	EXPECT_ERROR(mprotect(p, PAGE, PROT_GROWSDOWN | RW), EINVAL);
	EXPECT_ERROR(mprotect(p, -PAGE, RW), ENOMEM);
	EXPECT_ERROR(mprotect(p, LIMIT, RW), ENOMEM);
	EXPECT_ERROR(mprotect((void *)LIMIT, PAGE, RW), ENOMEM);
	EXPECT_ERROR(mprotect((void *)0x10000, PAGE, RW), ENOMEM);
	EXPECT_EQ(munmap(p + 2 * PAGE, PAGE), 0);
	EXPECT_ERROR(mprotect(p, 4 * PAGE, PROT_READ), ENOMEM);
	p[0] = p[3 * PAGE] = 1; /* nothing has changed */
	EXPECT_EQ(munmap(p, 4 * PAGE), 0);
}

/* From the place named to the start of what grows. */
static void grows_down(void)
{
	char *p = mmap((void *)0x510000000000, 8 * PAGE, RW, ANON | MAP_GROWSDOWN, -1, 0);

	REQUIRE(p != MAP_FAILED);
	memset(p, 1, 8 * PAGE);
	EXPECT_EQ(mprotect(p + 4 * PAGE, PAGE, PROT_READ | PROT_GROWSDOWN), 0);
	EXPECT_EQ(MEMORY_WRITE(p), SIGSEGV);
	EXPECT_EQ(MEMORY_WRITE(p + 5 * PAGE - 1), SIGSEGV);
	EXPECT_EQ(MEMORY_WRITE(p + 5 * PAGE), 0);
	EXPECT_EQ(munmap(p, 8 * PAGE), 0);
	EXPECT_ERROR(mprotect(p, PAGE, PROT_READ | PROT_GROWSDOWN), ENOMEM);
}

/* Every second page, then all of it again: as many regions as pages come and go. */
static void stripes(void)
{
	enum { N = 1000 };
	char *p = memory_map(N, RW, ANON);
	uint64_t before = 0;

	REQUIRE(p != NULL);
	memset(p, 1, N * PAGE);
	for (int round = 0; round < 3; round++) {
		if (round == 1)
			before = memory_free_pages();
		for (int i = 0; i < N; i += 2)
			REQUIRE_EQ(mprotect(p + i * PAGE, PAGE, PROT_READ), 0);
		REQUIRE_EQ(mprotect(p, N * PAGE, RW), 0);
		memset(p, round, N * PAGE);
	}
	EXPECT_EQ(memory_free_pages(), before);
	EXPECT_EQ(munmap(p, N * PAGE), 0);
}

/* There are none; the answers are Linux's on a processor without. */
static void keys(void)
{
	char *p = memory_map(1, RW, ANON);

	EXPECT_ERROR(syscall(SYS_pkey_alloc, 0, 0), ENOSPC);
	EXPECT_ERROR(syscall(SYS_pkey_alloc, 1, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_pkey_alloc, 0, 4), EINVAL);
	EXPECT_ERROR(syscall(SYS_pkey_free, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_pkey_mprotect, p, PAGE, PROT_READ, 0), EINVAL);
	EXPECT_EQ(syscall(SYS_pkey_mprotect, p, PAGE, PROT_READ, -1), 0);
	EXPECT_EQ(MEMORY_WRITE(p), SIGSEGV);
	EXPECT_EQ(munmap(p, PAGE), 0);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "rights", rights },
	{ "errors", errors },
	{ "grows_down", grows_down },
	{ "stripes", stripes },
	{ "keys", keys },
};

GUEST_MAIN(cases)
