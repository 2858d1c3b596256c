/* tests/posix/malloc-threads.c - malloc by threads on four CPUs at once.
 *
 * guest-cpus: 4
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <malloc.h>

enum { THREADS = 4, SLOTS = 32, ROUNDS = 3000 };

/* Pieces on their way from one thread to another. */
static unsigned char *shared[SLOTS];

static bool spoiled(const unsigned char *p)
{
	size_t n = p[0] * 8U;

	for (size_t i = 1; i < n; i++)
		if (p[i] != p[0])
			return true;
	return false;
}

/* Sizes from 8 to 2040 bytes; what another thread left is looked at and given back. */
static void *churn(void *arg)
{
	uint32_t seed = (uint32_t)(uintptr_t)arg * 2654435761U + 1;

	for (int i = 0; i < ROUNDS; i++) {
		unsigned char *p, *old;
		unsigned char size;

		seed = seed * 1664525 + 1013904223;
		size = (unsigned char)(1 + (seed >> 16) % 255);
		p = seed >> 31 ? malloc(size * 8U) : calloc(size, 8);
		if (p == NULL || ((uintptr_t)p & 15) != 0 ||
			malloc_usable_size(p) < size * 8U)
			return "malloc";
		memset(p, size, size * 8U);
		if (i % 5 == 0) {
			p = realloc(p, size * 8U + seed % 500);
			if (p == NULL)
				return "realloc";
		}
		old = __atomic_exchange_n(&shared[seed % SLOTS], p, __ATOMIC_ACQ_REL);
		if (old != NULL && spoiled(old))
			return "spoiled";
		free(old);
	}
	return NULL;
}

static const char *round_of_threads(void)
{
	pthread_t thread[THREADS];
	const char *wrong = NULL;
	void *result;

	for (uintptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&thread[i], NULL, churn, (void *)(i + 1)) != 0)
			return "pthread_create";
	for (int i = 0; i < THREADS; i++) {
		if (pthread_join(thread[i], &result) != 0)
			return "pthread_join";
		if (result != NULL)
			wrong = result;
	}
	for (int i = 0; i < SLOTS; i++) {
		free(shared[i]);
		shared[i] = NULL;
	}
	return wrong;
}

static void churned(void)
{
	EXPECT_STR(round_of_threads(), NULL);
}

/* Threads that end leave nothing behind: what is in use does not grow. */
static void given_back(void)
{
	size_t before, after;

	for (int i = 0; i < 3; i++)
		REQUIRE(round_of_threads() == NULL);
	before = mallinfo().uordblks;
	for (int i = 0; i < 5; i++)
		REQUIRE(round_of_threads() == NULL);
	after = mallinfo().uordblks;
	/* The lists of this thread hold some; those of 20 others would be 500 KiB. */
	EXPECT(after < before + 100000);
}

static void refused(void)
{
	volatile size_t huge = SIZE_MAX;

	errno = 0;
	EXPECT(calloc(huge / 2, 3) == NULL);
	EXPECT_EQ(errno, ENOMEM);
	errno = 0;
	EXPECT(malloc(huge - 8) == NULL);
	EXPECT_EQ(errno, ENOMEM);
	EXPECT(reallocarray(NULL, huge / 2, 3) == NULL);
	free(NULL);
}

/* How a child ends that gives back what it may not: which of these. */
static int wrong_free(int which)
{
	char *small = malloc(10), *other = malloc(10), *middle = malloc(3000);
	char *behind = malloc(3000);
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		char *volatile wrong = which == 2 ? middle : small;

		close(2);
		if (which == 3)
			wrong += 8;
		free(wrong);
		if (which == 1)
			free(other);
		free(wrong);
		_exit(0);
	}
	EXPECT_EQ(waitpid(child, &status, 0), child);
	free(small);
	free(other);
	free(middle);
	free(behind);
	return status;
}

/* Twice, one after the other or not; what is no piece: not by luck, but by SIGABRT. */
static void wrong_frees(void)
{
	for (int which = 0; which < 4; which++) {
		int status = wrong_free(which);

		EXPECT(WIFSIGNALED(status));
		EXPECT_EQ(WTERMSIG(status), SIGABRT);
	}
}

static const struct guest_case cases[] = {
	{ "churned", churned },
	{ "given_back", given_back },
	{ "refused", refused },
	{ "wrong frees", wrong_frees },
};

GUEST_MAIN(cases)
