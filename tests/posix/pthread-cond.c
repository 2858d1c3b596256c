/* tests/posix/pthread-cond.c - condition variables.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int waiting, tickets, woken;

static void *take_ticket(void *arg)
{
	pthread_mutex_lock(&m);
	waiting++;
	while (tickets == 0)
		pthread_cond_wait(&c, &m);
	tickets--;
	woken++;
	pthread_mutex_unlock(&m);
	return arg;
}

static int read_count(int *n)
{
	int value;

	pthread_mutex_lock(&m);
	value = *n;
	pthread_mutex_unlock(&m);
	return value;
}

static bool wait_until(int *n, int value)
{
	for (int i = 0; i < 2000; i++) {
		if (read_count(n) == value)
			return true;
		nap(2);
	}
	return false;
}

static void signal_wakes_one(void)
{
	pthread_t t[5];

	waiting = tickets = woken = 0;
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, take_ticket, NULL), 0);
	REQUIRE(wait_until(&waiting, 5));
	for (int i = 1; i <= 5; i++) {
		pthread_mutex_lock(&m);
		tickets++;
		pthread_mutex_unlock(&m);
		EXPECT_EQ(pthread_cond_signal(&c), 0);
		EXPECT(wait_until(&woken, i));
	}
	for (size_t i = 0; i < COUNT(t); i++)
		pthread_join(t[i], NULL);
	EXPECT_EQ(pthread_cond_signal(&c), 0);
}

static void broadcast_wakes_all(void)
{
	pthread_t t[20];

	for (int with_mutex = 0; with_mutex < 2; with_mutex++) {
		waiting = tickets = woken = 0;
		for (size_t i = 0; i < COUNT(t); i++)
			REQUIRE_EQ(pthread_create(&t[i], NULL, take_ticket, NULL), 0);
		REQUIRE(wait_until(&waiting, 20));
		pthread_mutex_lock(&m);
		tickets = 20;
		if (with_mutex)
			EXPECT_EQ(pthread_cond_broadcast(&c), 0);
		pthread_mutex_unlock(&m);
		if (!with_mutex)
			EXPECT_EQ(pthread_cond_broadcast(&c), 0);
		for (size_t i = 0; i < COUNT(t); i++)
			pthread_join(t[i], NULL);
		EXPECT_EQ(woken, 20);
		EXPECT_EQ(tickets, 0);
	}
}

static void timed(void)
{
	struct timespec t, bad = { 0, 1000000000 };
	pthread_condattr_t a;
	pthread_cond_t mono;
	clockid_t clock = 99;

	EXPECT_EQ(pthread_condattr_init(&a), 0);
	EXPECT_EQ(pthread_condattr_getclock(&a, &clock), 0);
	EXPECT_EQ(clock, CLOCK_REALTIME);
	EXPECT_EQ(pthread_condattr_setclock(&a, CLOCK_PROCESS_CPUTIME_ID), EINVAL);
	EXPECT_EQ(pthread_condattr_setclock(&a, CLOCK_MONOTONIC), 0);
	EXPECT_EQ(pthread_condattr_getclock(&a, &clock), 0);
	EXPECT_EQ(clock, CLOCK_MONOTONIC);
	EXPECT_EQ(pthread_cond_init(&mono, &a), 0);
	EXPECT_EQ(pthread_condattr_destroy(&a), 0);

	pthread_mutex_lock(&m);
	t = from_now(CLOCK_REALTIME, 20);
	EXPECT_EQ(pthread_cond_timedwait(&c, &m, &t), ETIMEDOUT);
	EXPECT(is_past(CLOCK_REALTIME, &t));
	t = from_now(CLOCK_REALTIME, -20);
	EXPECT_EQ(pthread_cond_timedwait(&c, &m, &t), ETIMEDOUT);
	EXPECT_EQ(pthread_cond_timedwait(&c, &m, &bad), EINVAL);
	EXPECT_EQ(pthread_mutex_trylock(&m), EBUSY);
	t = from_now(CLOCK_MONOTONIC, 20);
	EXPECT_EQ(pthread_cond_timedwait(&mono, &m, &t), ETIMEDOUT);
	EXPECT(is_past(CLOCK_MONOTONIC, &t));
	t = from_now(CLOCK_MONOTONIC, 20);
	EXPECT_EQ(pthread_cond_clockwait(&c, &m, CLOCK_MONOTONIC, &t), ETIMEDOUT);
	EXPECT(is_past(CLOCK_MONOTONIC, &t));
	EXPECT_EQ(pthread_cond_clockwait(&c, &m, 1234, &t), EINVAL);
	pthread_mutex_unlock(&m);
	EXPECT_EQ(pthread_cond_destroy(&mono), 0);
	EXPECT_EQ(pthread_cond_signal(&mono), EINVAL);
	EXPECT_EQ(pthread_cond_destroy(&mono), EINVAL);
}

static void not_the_owner(void)
{
	pthread_mutex_t e = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;

	EXPECT_EQ(pthread_cond_wait(&c, &e), EPERM);
}

static void attributes(void)
{
	pthread_condattr_t a;
	int v = 5;

	pthread_condattr_init(&a);
	EXPECT_EQ(pthread_condattr_getpshared(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_PROCESS_PRIVATE);
	EXPECT_EQ(pthread_condattr_setpshared(&a, 9), EINVAL);
	EXPECT_EQ(pthread_condattr_setpshared(&a, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_condattr_getpshared(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_PROCESS_SHARED);
	pthread_condattr_destroy(&a);
	EXPECT_EQ(pthread_cond_init(&(pthread_cond_t){ 0 }, &a), EINVAL);
}

static struct {
	pthread_mutex_t m;
	pthread_cond_t c;
	int turn;
} * both;

static void take_turns(int mine, int times)
{
	for (int i = 0; i < times; i++) {
		pthread_mutex_lock(&both->m);
		while (both->turn % 2 != mine)
			pthread_cond_wait(&both->c, &both->m);
		both->turn++;
		pthread_cond_signal(&both->c);
		pthread_mutex_unlock(&both->m);
	}
}

static void between_processes(void)
{
	pthread_mutexattr_t ma;
	pthread_condattr_t ca;
	pid_t pid;

	both = shared_memory(4096);
	REQUIRE(both != NULL);
	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&both->m, &ma);
	pthread_condattr_init(&ca);
	pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&both->c, &ca);
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0) {
		take_turns(1, 500);
		_exit(0);
	}
	take_turns(0, 500);
	EXPECT_EQ(child_status(pid), 0);
	EXPECT_EQ(both->turn, 1000);
}

/* A waiter that is freed with its variable as soon as it has been woken. */
struct brief {
	pthread_mutex_t m;
	pthread_cond_t c;
	int ready;
};

static void *wait_briefly(void *arg)
{
	struct brief *b = arg;

	pthread_mutex_lock(&b->m);
	while (!b->ready)
		pthread_cond_wait(&b->c, &b->m);
	pthread_mutex_unlock(&b->m);
	return NULL;
}

static void destroyed_at_once(void)
{
	for (int i = 0; i < 200; i++) {
		struct brief *b = calloc(1, sizeof(*b));
		pthread_t t;

		REQUIRE(b != NULL);
		pthread_mutex_init(&b->m, NULL);
		pthread_cond_init(&b->c, NULL);
		REQUIRE_EQ(pthread_create(&t, NULL, wait_briefly, b), 0);
		if (i % 2)
			sched_yield();
		pthread_mutex_lock(&b->m);
		b->ready = 1;
		pthread_cond_broadcast(&b->c);
		EXPECT_EQ(pthread_cond_destroy(&b->c), 0);
		pthread_mutex_unlock(&b->m);
		pthread_join(t, NULL);
		free(b);
	}
}

static const struct guest_case cases[] = {
	{ "attributes", attributes },
	{ "signal_wakes_one", signal_wakes_one },
	{ "broadcast_wakes_all", broadcast_wakes_all },
	{ "timed", timed },
	{ "not_the_owner", not_the_owner },
	{ "between_processes", between_processes },
	{ "destroyed_at_once", destroyed_at_once },
};

GUEST_MAIN(cases)
