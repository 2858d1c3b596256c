/* tests/posix/pthread-many.c - many threads on few processors, and too many.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 * guest-cpus: 4
 * guest-memory: 256
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#define THREADS 200
#define ROUNDS  20

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static long counted, turn;
static int waiting;

static void *contend(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&m);
		counted++;
		if (i % 10 == 0)
			sched_yield(); /* with it held */
		pthread_mutex_unlock(&m);
	}
	return arg;
}

/* Each waits for the others: the last one to come tells all. */
static void *all_together(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		long mine;

		pthread_mutex_lock(&m);
		mine = turn;
		if (++waiting == THREADS) {
			waiting = 0;
			turn++;
			pthread_cond_broadcast(&c);
		}
		while (turn == mine)
			pthread_cond_wait(&c, &m);
		pthread_mutex_unlock(&m);
	}
	return arg;
}

/* One after the other, each waking the next by a signal. */
static void *one_by_one(void *arg)
{
	for (int i = 0; i < 5; i++) {
		pthread_mutex_lock(&m);
		waiting++;
		pthread_cond_signal(&c);
		pthread_cond_wait(&c, &m);
		pthread_mutex_unlock(&m);
	}
	pthread_mutex_lock(&m);
	turn++;
	pthread_mutex_unlock(&m);
	return arg;
}

static bool start_all(pthread_t t[THREADS], void *(*f)(void *))
{
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t[i], NULL, f, NULL) != 0)
			return false;
	return true;
}

static void join_all(pthread_t t[THREADS])
{
	for (int i = 0; i < THREADS; i++)
		EXPECT_EQ(pthread_join(t[i], NULL), 0);
}

static void one_mutex(void)
{
	pthread_t t[THREADS];

	REQUIRE(start_all(t, contend));
	join_all(t);
	EXPECT_EQ(counted, THREADS * ROUNDS);
}

static void one_condition_variable(void)
{
	pthread_t t[THREADS];

	REQUIRE(start_all(t, all_together));
	join_all(t);
	EXPECT_EQ(turn, ROUNDS);
}

static void signalled_one_by_one(void)
{
	pthread_t t[THREADS];
	long ended;

	turn = waiting = 0;
	REQUIRE(start_all(t, one_by_one));
	do {
		pthread_mutex_lock(&m);
		ended = turn;
		pthread_cond_signal(&c);
		pthread_mutex_unlock(&m);
		sched_yield();
	} while (ended != THREADS);
	join_all(t);
}

static void *nothing(void *arg)
{
	return arg;
}

static void come_and_go(void)
{
	pthread_t t[20];

	for (int i = 0; i < 100; i++) {
		for (size_t j = 0; j < COUNT(t); j++)
			REQUIRE_EQ(pthread_create(&t[j], NULL, nothing, NULL), 0);
		for (size_t j = 0; j < COUNT(t); j++)
			REQUIRE_EQ(pthread_join(t[j], NULL), 0);
	}
}

static sem_t hold;

static void *wait_to_end(void *arg)
{
	sem_wait(&hold);
	return arg;
}

/* Until there is no more room: EAGAIN, and all goes on. */
static void bomb(void)
{
	enum { MOST = 20000 };
	pthread_t *t = calloc(MOST, sizeof(*t));
	pthread_attr_t a;
	int n = 0, error = 0;

	REQUIRE(t != NULL);
	sem_init(&hold, 0, 0);
	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, PTHREAD_STACK_MIN);
	while (n < MOST) {
		error = pthread_create(&t[n], &a, wait_to_end, NULL);
		if (error != 0)
			break;
		n++;
	}
	printf("# %d threads, then error %d\n", n, error);
	if (n < MOST)
		EXPECT_EQ(error, EAGAIN);
	EXPECT(n >= THREADS);
	for (int i = 0; i < n; i++)
		sem_post(&hold);
	for (int i = 0; i < n; i++)
		EXPECT_EQ(pthread_join(t[i], NULL), 0);
	free(t);
	/* As if nothing had been. */
	come_and_go();
}

static const struct guest_case cases[] = {
	{ "one_mutex", one_mutex },
	{ "one_condition_variable", one_condition_variable },
	{ "signalled_one_by_one", signalled_one_by_one },
	{ "come_and_go", come_and_go },
	{ "bomb", bomb },
};

GUEST_MAIN(cases)
