/* tests/posix/tls.c - thread-local variables: each thread's own, as they were written.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <time.h>

static __thread int zero;
static __thread int seven = 7;
static __thread char text[] = "as it was";
static __thread long big[1000];
static __thread char aligned[256] __attribute__((aligned(256))) = { 1 };
_Thread_local int iso = 11;

static bool untouched(void)
{
	for (size_t i = 0; i < COUNT(big); i++)
		if (big[i] != 0)
			return false;
	return zero == 0 && seven == 7 && strcmp(text, "as it was") == 0 &&
		aligned[0] == 1 && aligned[255] == 0 && (uintptr_t)aligned % 256 == 0 &&
		iso == 11;
}

static void spoil(void)
{
	memset(big, 0xaa, sizeof(big));
	memset(text, 'x', sizeof(text));
	memset(aligned, 0xbb, sizeof(aligned));
	zero = seven = iso = -1;
}

static void *look(void *arg)
{
	long fine = untouched();

	(void)arg;
	spoil();
	return (void *)fine;
}

static void fresh_in_every_thread(void)
{
	void *fine;
	pthread_t t;

	EXPECT(untouched());
	spoil();
	/* The second ones run where the first ones did. */
	for (int i = 0; i < 20; i++) {
		REQUIRE_EQ(pthread_create(&t, NULL, look, NULL), 0);
		REQUIRE_EQ(pthread_join(t, &fine), 0);
		EXPECT_EQ((long)fine, 1);
	}
	EXPECT_EQ(seven, -1);
}

static int *address;

static void *show(void *arg)
{
	address = &seven;
	return arg;
}

static void apart(void)
{
	pthread_t t;

	REQUIRE_EQ(pthread_create(&t, NULL, show, NULL), 0);
	pthread_join(t, NULL);
	EXPECT(address != &seven);
}

static void *set_errno(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		errno = (int)(long)arg;
		sched_yield();
		if (errno != (int)(long)arg)
			return (void *)1;
	}
	return NULL;
}

static void errno_is_ones_own(void)
{
	pthread_t t[4];
	void *r;

	errno = 3;
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, set_errno, (void *)(i + 40)), 0);
	for (size_t i = 0; i < COUNT(t); i++) {
		pthread_join(t[i], &r);
		EXPECT_EQ((long)r, 0);
	}
	EXPECT_EQ(errno, 3);
}

static void *split(void *arg)
{
	char copy[] = "a b c d e f g h";
	int n = 0;

	for (char *p = strtok(copy, " "); p != NULL; p = strtok(NULL, " ")) {
		sched_yield();
		n += *p == 'a' + n;
	}
	(void)arg;
	return (void *)(long)n;
}

/* The state of newlib's functions that keep one. */
static void the_librarys_state(void)
{
	pthread_t t[4];
	void *r;

	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, split, NULL), 0);
	for (size_t i = 0; i < COUNT(t); i++) {
		pthread_join(t[i], &r);
		EXPECT_EQ((long)r, 8);
	}
}

static const struct guest_case cases[] = {
	{ "fresh_in_every_thread", fresh_in_every_thread },
	{ "apart", apart },
	{ "errno_is_ones_own", errno_is_ones_own },
	{ "the_librarys_state", the_librarys_state },
};

GUEST_MAIN(cases)
