/* tests/posix/pthread-mutex.c - mutexes of all types.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

static pthread_mutex_t make(int type, int robust, int shared)
{
	pthread_mutexattr_t a;
	pthread_mutex_t m;

	pthread_mutexattr_init(&a);
	EXPECT_EQ(pthread_mutexattr_settype(&a, type), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&a, robust), 0);
	EXPECT_EQ(pthread_mutexattr_setpshared(&a, shared), 0);
	EXPECT_EQ(pthread_mutex_init(&m, &a), 0);
	EXPECT_EQ(pthread_mutexattr_destroy(&a), 0);
	return m;
}

static void *try_it(void *m)
{
	int error = pthread_mutex_trylock(m);

	if (error == 0)
		pthread_mutex_unlock(m);
	return (void *)(long)error;
}

static void *unlock_it(void *m)
{
	return (void *)(long)pthread_mutex_unlock(m);
}

static void *time_it(void *m)
{
	struct timespec t = from_now(CLOCK_REALTIME, 20);
	int error = pthread_mutex_timedlock(m, &t);

	if (error == ETIMEDOUT && !is_past(CLOCK_REALTIME, &t))
		return (void *)-1;
	return (void *)(long)error;
}

static void attributes(void)
{
	pthread_mutexattr_t a;
	int v = -1;

	REQUIRE_EQ(pthread_mutexattr_init(&a), 0);
	EXPECT_EQ(pthread_mutexattr_gettype(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_MUTEX_DEFAULT);
	EXPECT_EQ(pthread_mutexattr_settype(&a, 3), EINVAL);
	EXPECT_EQ(pthread_mutexattr_settype(&a, -1), EINVAL);
	EXPECT_EQ(pthread_mutexattr_getpshared(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_PROCESS_PRIVATE);
	EXPECT_EQ(pthread_mutexattr_setpshared(&a, 2), EINVAL);
	EXPECT_EQ(pthread_mutexattr_getrobust(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_MUTEX_STALLED);
	EXPECT_EQ(pthread_mutexattr_setrobust(&a, 2), EINVAL);
	EXPECT_EQ(pthread_mutexattr_getprotocol(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_PRIO_NONE);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_NONE), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT), 0);
	EXPECT_EQ(pthread_mutexattr_getprotocol(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_PRIO_INHERIT);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_PROTECT), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, 3), EINVAL);
	EXPECT_EQ(pthread_mutexattr_setprioceiling(&a, 0), EINVAL);
	EXPECT_EQ(pthread_mutexattr_setprioceiling(&a, 5), 0);
	EXPECT_EQ(pthread_mutexattr_getprioceiling(&a, &v), 0);
	EXPECT_EQ(v, 5);
	EXPECT_EQ(pthread_mutexattr_destroy(&a), 0);
	EXPECT_EQ(pthread_mutex_init(&(pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER, &a),
		EINVAL);
}

static void check_plain(pthread_mutex_t m)
{
	struct timespec bad = { 0, 1000000000 }, past = { -5, 0 };

	EXPECT_EQ(elsewhere(try_it, &m), 0);
	EXPECT_EQ(pthread_mutex_timedlock(&m, &bad), 0); /* no need to wait */
	EXPECT_EQ(elsewhere(try_it, &m), EBUSY);
	EXPECT_EQ(elsewhere(time_it, &m), ETIMEDOUT);
	EXPECT_EQ(pthread_mutex_destroy(&m), EBUSY);
	EXPECT_EQ(pthread_mutex_timedlock(&m, &bad), EINVAL);
	EXPECT_EQ(pthread_mutex_timedlock(&m, &past), ETIMEDOUT);
	EXPECT_EQ(pthread_mutex_clocklock(&m, CLOCK_THREAD_CPUTIME_ID, &past), EINVAL);
	past = from_now(CLOCK_MONOTONIC, 5);
	EXPECT_EQ(pthread_mutex_clocklock(&m, CLOCK_MONOTONIC, &past), ETIMEDOUT);
	EXPECT(is_past(CLOCK_MONOTONIC, &past));
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(elsewhere(try_it, &m), 0);
	EXPECT_EQ(pthread_mutex_destroy(&m), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), EINVAL);
	EXPECT_EQ(pthread_mutex_trylock(&m), EINVAL);
	EXPECT_EQ(pthread_mutex_unlock(&m), EINVAL);
	EXPECT_EQ(pthread_mutex_destroy(&m), EINVAL);
}

static void normal(void)
{
	check_plain((pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER);
	check_plain(make(PTHREAD_MUTEX_NORMAL, 0, 1));
}

static void check_recursive(pthread_mutex_t m)
{
	struct timespec bad = { 0, -1 };

	for (int i = 0; i < 5; i++)
		EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_trylock(&m), 0);
	EXPECT_EQ(pthread_mutex_timedlock(&m, &bad), 0);
	for (int i = 0; i < 6; i++) {
		EXPECT_EQ(pthread_mutex_unlock(&m), 0);
		EXPECT_EQ(elsewhere(try_it, &m), EBUSY);
		EXPECT_EQ(elsewhere(unlock_it, &m), EPERM);
	}
	EXPECT_EQ(elsewhere(time_it, &m), ETIMEDOUT);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), EPERM);
	EXPECT_EQ(elsewhere(try_it, &m), 0);
	EXPECT_EQ(pthread_mutex_destroy(&m), 0);
}

static void recursive(void)
{
	check_recursive((pthread_mutex_t)PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP);
	check_recursive(make(PTHREAD_MUTEX_RECURSIVE, 0, 1));
	check_recursive(make(PTHREAD_MUTEX_RECURSIVE, 1, 0));
	check_recursive(make(PTHREAD_MUTEX_RECURSIVE, 1, 1));
}

static void check_errorcheck(pthread_mutex_t m)
{
	struct timespec soon = from_now(CLOCK_REALTIME, 1000);

	EXPECT_EQ(pthread_mutex_unlock(&m), EPERM);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), EDEADLK);
	EXPECT_EQ(pthread_mutex_timedlock(&m, &soon), EDEADLK);
	EXPECT_EQ(pthread_mutex_trylock(&m), EBUSY);
	EXPECT_EQ(elsewhere(unlock_it, &m), EPERM);
	EXPECT_EQ(elsewhere(try_it, &m), EBUSY);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(elsewhere(try_it, &m), 0);
	EXPECT_EQ(pthread_mutex_destroy(&m), 0);
}

static void errorcheck(void)
{
	check_errorcheck((pthread_mutex_t)PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP);
	check_errorcheck(make(PTHREAD_MUTEX_ERRORCHECK, 0, 1));
	check_errorcheck(make(PTHREAD_MUTEX_ERRORCHECK, 1, 0));
}

static void *lock_and_die(void *m)
{
	return (void *)(long)pthread_mutex_lock(m);
}

static void robust_owner_dies(void)
{
	pthread_mutex_t m = make(PTHREAD_MUTEX_NORMAL, 1, 0),
			n = make(PTHREAD_MUTEX_RECURSIVE, 1, 0);

	EXPECT_EQ(pthread_mutex_consistent(&m), EINVAL);
	EXPECT_EQ(elsewhere(lock_and_die, &m), 0);
	EXPECT_EQ(elsewhere(lock_and_die, &n), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_trylock(&n), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_consistent(&m), 0);
	EXPECT_EQ(pthread_mutex_consistent(&m), EINVAL);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	/* Not made consistent: nobody has it any more. */
	EXPECT_EQ(pthread_mutex_unlock(&n), 0);
	EXPECT_EQ(pthread_mutex_lock(&n), ENOTRECOVERABLE);
	EXPECT_EQ(pthread_mutex_trylock(&n), ENOTRECOVERABLE);
	EXPECT_EQ(pthread_mutex_destroy(&n), 0);
	EXPECT_EQ(pthread_mutex_destroy(&m), 0);
}

static void *wait_for_dead(void *m)
{
	int error = pthread_mutex_lock(m);

	if (error == EOWNERDEAD) {
		pthread_mutex_consistent(m);
		pthread_mutex_unlock(m);
	} else if (error == 0) {
		pthread_mutex_unlock(m);
	}
	return (void *)(long)error;
}

static pthread_mutex_t robust_m;
static sem_t has_it, may_die;

static void *hold_then_die(void *arg)
{
	pthread_mutex_lock(&robust_m);
	sem_post(&has_it);
	sem_wait(&may_die);
	return arg;
}

static void robust_with_waiters(void)
{
	pthread_t holder, t[5];
	int died = 0, fine = 0;
	void *r;

	robust_m = make(PTHREAD_MUTEX_NORMAL, 1, 0);
	sem_init(&has_it, 0, 0);
	sem_init(&may_die, 0, 0);
	REQUIRE_EQ(pthread_create(&holder, NULL, hold_then_die, NULL), 0);
	sem_wait(&has_it);
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, wait_for_dead, &robust_m), 0);
	nap(50);
	sem_post(&may_die);
	pthread_join(holder, NULL);
	for (size_t i = 0; i < COUNT(t); i++) {
		REQUIRE_EQ(pthread_join(t[i], &r), 0);
		died += (long)r == EOWNERDEAD;
		fine += (long)r == 0;
	}
	EXPECT_EQ(died, 1);
	EXPECT_EQ(fine, 4);
}

/* Several held, let go in any order, by a process that is killed. */
static void robust_between_processes(void)
{
	pthread_mutex_t *m = shared_memory(4096);
	pid_t pid;

	REQUIRE(m != NULL);
	for (int i = 0; i < 4; i++)
		m[i] = make(PTHREAD_MUTEX_ERRORCHECK, 1, 1);
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0) {
		for (int i = 0; i < 4; i++)
			if (pthread_mutex_lock(&m[i]) != 0)
				_exit(1);
		pthread_mutex_unlock(&m[1]);
		pthread_mutex_unlock(&m[3]);
		_exit(0);
	}
	REQUIRE_EQ(child_status(pid), 0);
	EXPECT_EQ(pthread_mutex_lock(&m[0]), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_lock(&m[1]), 0);
	EXPECT_EQ(pthread_mutex_lock(&m[2]), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_lock(&m[3]), 0);
	EXPECT_EQ(pthread_mutex_consistent(&m[0]), 0);
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(pthread_mutex_unlock(&m[i]), 0);
	EXPECT_EQ(pthread_mutex_lock(&m[2]), ENOTRECOVERABLE);
}

static struct {
	pthread_mutex_t m;
	long n;
} * counted;

static void *count_up(void *arg)
{
	for (int i = 0; i < 5000; i++) {
		pthread_mutex_lock(&counted->m);
		counted->n = counted->n + 1;
		pthread_mutex_unlock(&counted->m);
	}
	return arg;
}

static void contended(void)
{
	static const int types[] = { PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE,
		PTHREAD_MUTEX_ERRORCHECK };
	pthread_t t[6];

	counted = shared_memory(4096);
	REQUIRE(counted != NULL);
	for (size_t type = 0; type < COUNT(types); type++)
		for (int robust = 0; robust < 2; robust++) {
			counted->m = make(types[type], robust, 0);
			counted->n = 0;
			for (size_t i = 0; i < COUNT(t); i++)
				REQUIRE_EQ(
					pthread_create(&t[i], NULL, count_up, NULL), 0);
			for (size_t i = 0; i < COUNT(t); i++)
				pthread_join(t[i], NULL);
			EXPECT_EQ(counted->n, 30000);
		}
}

static void between_processes(void)
{
	pid_t pid[3];

	counted = shared_memory(4096);
	REQUIRE(counted != NULL);
	counted->m = make(PTHREAD_MUTEX_NORMAL, 0, 1);
	for (size_t i = 0; i < COUNT(pid); i++) {
		pid[i] = fork();
		REQUIRE(pid[i] >= 0);
		if (pid[i] == 0) {
			count_up(NULL);
			_exit(0);
		}
	}
	for (size_t i = 0; i < COUNT(pid); i++)
		EXPECT_EQ(child_status(pid[i]), 0);
	EXPECT_EQ(counted->n, 15000);
}

static void ceilings(void)
{
	pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
	int v;

	EXPECT_EQ(pthread_mutex_getprioceiling(&m, &v), EINVAL);
	EXPECT_EQ(pthread_mutex_setprioceiling(&m, 3, &v), EINVAL);
}

static const struct guest_case cases[] = {
	{ "attributes", attributes },
	{ "normal", normal },
	{ "recursive", recursive },
	{ "errorcheck", errorcheck },
	{ "ceilings", ceilings },
	{ "robust_owner_dies", robust_owner_dies },
	{ "robust_with_waiters", robust_with_waiters },
	{ "contended", contended },
	{ "between_processes", between_processes },
	{ "robust_between_processes", robust_between_processes },
};

GUEST_MAIN(cases)
