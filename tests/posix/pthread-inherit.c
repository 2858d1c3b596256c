/* tests/posix/pthread-inherit.c - mutexes that inherit priorities.
 *
 * guest-server: memory
 * guest-server: process
 * guest-cpus: 1
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static pthread_mutex_t make(int type, bool robust, bool shared)
{
	pthread_mutexattr_t a;
	pthread_mutex_t m;

	pthread_mutexattr_init(&a);
	EXPECT_EQ(pthread_mutexattr_settype(&a, type), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT), 0);
	if (robust)
		pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
	if (shared)
		pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
	EXPECT_EQ(pthread_mutex_init(&m, &a), 0);
	return m;
}

static pthread_mutex_t m;

static void *lock_it(void *arg)
{
	(void)arg;
	return (void *)(long)pthread_mutex_lock(&m);
}

static void *try_it(void *arg)
{
	long r = pthread_mutex_trylock(&m);

	(void)arg;
	if (r == 0)
		pthread_mutex_unlock(&m);
	return (void *)r;
}

static void *time_it(void *arg)
{
	struct timespec soon = from_now(CLOCK_REALTIME, 20);

	(void)arg;
	return (void *)(long)pthread_mutex_timedlock(&m, &soon);
}

static void *clock_it(void *arg)
{
	struct timespec soon = from_now(CLOCK_MONOTONIC, 20);

	(void)arg;
	return (void *)(long)pthread_mutex_clocklock(&m, CLOCK_MONOTONIC, &soon);
}

static void types(void)
{
	m = make(PTHREAD_MUTEX_NORMAL, false, false);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_trylock(&m), EBUSY);
	EXPECT_EQ(elsewhere(try_it, NULL), EBUSY);
	EXPECT_EQ(elsewhere(time_it, NULL), ETIMEDOUT);
	EXPECT_EQ(elsewhere(clock_it, NULL), ETIMEDOUT);
	EXPECT_EQ(pthread_mutex_destroy(&m), EBUSY);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(elsewhere(try_it, NULL), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), EPERM);
	EXPECT_EQ(pthread_mutex_destroy(&m), 0);
	m = make(PTHREAD_MUTEX_RECURSIVE, false, false);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(elsewhere(try_it, NULL), EBUSY);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(elsewhere(try_it, NULL), 0);
	m = make(PTHREAD_MUTEX_ERRORCHECK, false, false);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), EDEADLK);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
}

/* --- many ------------------------------------------------------------------------------ */

#define THREADS 20
#define ROUNDS  200

static long counted, turn;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void *contend(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		long before;

		pthread_mutex_lock(&m);
		before = counted;
		if (i % 8 == 0)
			sched_yield();
		counted = before + 1;
		pthread_mutex_unlock(&m);
	}
	return arg;
}

static void *wait_turn(void *arg)
{
	pthread_mutex_lock(&m);
	while (turn == 0)
		pthread_cond_wait(&c, &m);
	counted++;
	pthread_mutex_unlock(&m);
	return arg;
}

static void run(void *(*what)(void *), bool signal)
{
	pthread_t t[THREADS];

	counted = turn = 0;
	for (int i = 0; i < THREADS; i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, what, NULL), 0);
	if (signal) {
		pthread_mutex_lock(&m);
		turn = 1;
		pthread_cond_broadcast(&c);
		pthread_mutex_unlock(&m);
	}
	for (int i = 0; i < THREADS; i++)
		EXPECT_EQ(pthread_join(t[i], NULL), 0);
}

static void contended(void)
{
	m = make(PTHREAD_MUTEX_NORMAL, false, false);
	run(contend, false);
	EXPECT_EQ(counted, THREADS * ROUNDS);
	run(wait_turn, true);
	EXPECT_EQ(counted, THREADS);
}

/* --- owners that go ----------------------------------------------------------------------- */

static void *lock_and_linger(void *arg)
{
	pthread_mutex_lock(&m);
	turn = 1;
	usleep(20000);
	return arg;
}

static void owner_dies(void)
{
	pthread_t t;

	m = make(PTHREAD_MUTEX_NORMAL, true, false);
	EXPECT_EQ(elsewhere(lock_it, NULL), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_consistent(&m), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(elsewhere(try_it, NULL), 0);
	/* While somebody waits. */
	turn = 0;
	REQUIRE_EQ(pthread_create(&t, NULL, lock_and_linger, NULL), 0);
	while (!*(volatile long *)&turn)
		sched_yield();
	EXPECT_EQ(pthread_mutex_lock(&m), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), ENOTRECOVERABLE);
	EXPECT_EQ(elsewhere(lock_it, NULL), ENOTRECOVERABLE);
	EXPECT_EQ(pthread_join(t, NULL), 0);
}

/* --- priorities --------------------------------------------------------------------------- */

static struct shared {
	pthread_mutex_t lock;
	atomic_int locked, done;
} * shared;

static void lower(void)
{
	setpriority(PRIO_PROCESS, 0, 19);
	pthread_mutex_lock(&shared->lock);
	shared->locked = 1;
	for (volatile int i = 0; i < 20000000; i++)
		;
	pthread_mutex_unlock(&shared->lock);
	_exit(0);
}

static void middle(void)
{
	while (!shared->done)
		;
	_exit(0);
}

/*
 * On one CPU: the least urgent has the lock, and somebody more urgent never sleeps. Who
 * waits for the lock, most urgent of all, would wait for ever.
 */
static void inversion(void)
{
	pid_t low, mid;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	REQUIRE(shared != MAP_FAILED);
	shared->lock = make(PTHREAD_MUTEX_NORMAL, false, true);
	low = fork();
	if (low == 0)
		lower();
	while (!shared->locked)
		usleep(1000);
	EXPECT_EQ(setpriority(PRIO_PROCESS, 0, -10), 0);
	mid = fork();
	if (mid == 0) {
		setpriority(PRIO_PROCESS, 0, 0);
		middle();
	}
	usleep(20000);
	EXPECT_EQ(pthread_mutex_lock(&shared->lock), 0);
	EXPECT_EQ(kill(mid, 0), 0);
	shared->done = 1;
	EXPECT_EQ(pthread_mutex_unlock(&shared->lock), 0);
	EXPECT_EQ(waitpid(low, NULL, 0), low);
	EXPECT_EQ(waitpid(mid, NULL, 0), mid);
	setpriority(PRIO_PROCESS, 0, 0);
}

/* --- the calls ---------------------------------------------------------------------------- */

static long call(uint32_t *word, int op)
{
	long r = syscall(SYS_futex, word, (long)op, 0L, 0L, 0L, 0L);

	return r < 0 ? -errno : r;
}

static void calls(void)
{
	enum { LOCK = 6, UNLOCK = 7, TRY = 8 };
	static uint32_t word;

	EXPECT_EQ(call(&word, LOCK), 0);
	EXPECT_EQ(word, (uint32_t)gettid());
	EXPECT_EQ(call(&word, LOCK), -EDEADLK);
	EXPECT_EQ(call(&word, TRY), -EDEADLK);
	EXPECT_EQ(call(&word, UNLOCK), 0);
	EXPECT_EQ(word, 0);
	EXPECT_EQ(call(&word, UNLOCK), -EPERM);
	word = 31999;
	EXPECT_EQ(call(&word, LOCK), -ESRCH);
	EXPECT_EQ(call(&word, TRY), -ESRCH);
	word = 0;
	EXPECT_EQ(call(&word, TRY), 0);
	EXPECT_EQ(call(&word, UNLOCK), 0);
	EXPECT_EQ(call((uint32_t *)8, LOCK), -EFAULT);
	EXPECT_EQ(call((uint32_t *)8, UNLOCK), -EFAULT);
	EXPECT_EQ(call((uint32_t *)((char *)&word + 1), LOCK), -EINVAL);
}

static const struct guest_case cases[] = {
	{ "types", types },
	{ "contended", contended },
	{ "owner dies", owner_dies },
	{ "inversion", inversion },
	{ "calls", calls },
};

GUEST_MAIN(cases)
