/* tests/posix/pthread-sync.c - locks for readers and writers, barriers, spin locks, once.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

static void *try_read(void *arg)
{
	int error = pthread_rwlock_tryrdlock(arg);

	if (error == 0)
		pthread_rwlock_unlock(arg);
	return (void *)(long)error;
}

static void *try_write(void *arg)
{
	int error = pthread_rwlock_trywrlock(arg);

	if (error == 0)
		pthread_rwlock_unlock(arg);
	return (void *)(long)error;
}

static void *unlock_it(void *arg)
{
	return (void *)(long)pthread_rwlock_unlock(arg);
}

static void *time_out(void *arg)
{
	struct timespec t = from_now(CLOCK_REALTIME, 10), bad = { 0, -1 };
	long n = 0;

	n += pthread_rwlock_timedrdlock(arg, &t) == ETIMEDOUT &&
		is_past(CLOCK_REALTIME, &t);
	t = from_now(CLOCK_REALTIME, 10);
	n += pthread_rwlock_timedwrlock(arg, &t) == ETIMEDOUT &&
		is_past(CLOCK_REALTIME, &t);
	t = from_now(CLOCK_MONOTONIC, 10);
	n += pthread_rwlock_clockrdlock(arg, CLOCK_MONOTONIC, &t) == ETIMEDOUT;
	n += pthread_rwlock_clockwrlock(arg, CLOCK_MONOTONIC, &t) == ETIMEDOUT;
	n += pthread_rwlock_timedrdlock(arg, &bad) == EINVAL;
	n += pthread_rwlock_timedwrlock(arg, &bad) == EINVAL;
	n += pthread_rwlock_clockwrlock(arg, 55, &t) == EINVAL;
	n += pthread_rwlock_clockrdlock(arg, 55, &t) == EINVAL;
	return (void *)n;
}

static void rwlock(void)
{
	EXPECT_EQ(pthread_rwlock_unlock(&l), EPERM);
	EXPECT_EQ(pthread_rwlock_rdlock(&l), 0);
	EXPECT_EQ(pthread_rwlock_rdlock(&l), 0);
	EXPECT_EQ(elsewhere(try_read, &l), 0);
	EXPECT_EQ(elsewhere(try_write, &l), EBUSY);
	EXPECT_EQ(pthread_rwlock_trywrlock(&l), EBUSY);
	EXPECT_EQ(pthread_rwlock_destroy(&l), EBUSY);
	EXPECT_EQ(pthread_rwlock_unlock(&l), 0);
	EXPECT_EQ(pthread_rwlock_unlock(&l), 0);
	EXPECT_EQ(pthread_rwlock_wrlock(&l), 0);
	EXPECT_EQ(pthread_rwlock_wrlock(&l), EDEADLK);
	EXPECT_EQ(pthread_rwlock_rdlock(&l), EDEADLK);
	EXPECT_EQ(pthread_rwlock_tryrdlock(&l), EBUSY);
	EXPECT_EQ(elsewhere(try_read, &l), EBUSY);
	EXPECT_EQ(elsewhere(try_write, &l), EBUSY);
	EXPECT_EQ(elsewhere(unlock_it, &l), EPERM);
	EXPECT_EQ(elsewhere(time_out, &l), 8);
	EXPECT_EQ(pthread_rwlock_unlock(&l), 0);
	EXPECT_EQ(elsewhere(try_write, &l), 0);
	EXPECT_EQ(pthread_rwlock_destroy(&l), 0);
	EXPECT_EQ(pthread_rwlock_rdlock(&l), EINVAL);
	EXPECT_EQ(pthread_rwlock_wrlock(&l), EINVAL);
	EXPECT_EQ(pthread_rwlock_init(&l, NULL), 0);
}

static void rwlock_attributes(void)
{
	pthread_rwlockattr_t a;
	int v = -1;

	EXPECT_EQ(pthread_rwlockattr_init(&a), 0);
	EXPECT_EQ(pthread_rwlockattr_getpshared(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_PROCESS_PRIVATE);
	EXPECT_EQ(pthread_rwlockattr_setpshared(&a, 4), EINVAL);
	EXPECT_EQ(pthread_rwlockattr_setpshared(&a, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_rwlockattr_getpshared(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_PROCESS_SHARED);
	EXPECT_EQ(pthread_rwlockattr_setkind_np(&a, 17), EINVAL);
	EXPECT_EQ(pthread_rwlockattr_setkind_np(
			  &a, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP),
		0);
	EXPECT_EQ(pthread_rwlockattr_getkind_np(&a, &v), 0);
	EXPECT_EQ(v, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	EXPECT_EQ(pthread_rwlockattr_destroy(&a), 0);
}

static long value, seen_wrong;

static void *read_much(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		pthread_rwlock_rdlock(&l);
		if (value % 2 != 0)
			__atomic_add_fetch(&seen_wrong, 1, __ATOMIC_RELAXED);
		pthread_rwlock_unlock(&l);
	}
	return arg;
}

static void *write_much(void *arg)
{
	for (int i = 0; i < 500; i++) {
		pthread_rwlock_wrlock(&l);
		*(volatile long *)&value = value + 1;
		*(volatile long *)&value = value + 1;
		pthread_rwlock_unlock(&l);
	}
	return arg;
}

static void rwlock_contended(void)
{
	pthread_rwlockattr_t a;
	pthread_t t[8];

	for (int kind = 0; kind < 3; kind++) {
		pthread_rwlockattr_init(&a);
		pthread_rwlockattr_setkind_np(&a, kind);
		pthread_rwlock_init(&l, &a);
		value = 0;
		for (size_t i = 0; i < COUNT(t); i++)
			REQUIRE_EQ(pthread_create(&t[i], NULL,
					   i % 2 ? read_much : write_much, NULL),
				0);
		for (size_t i = 0; i < COUNT(t); i++)
			pthread_join(t[i], NULL);
		EXPECT_EQ(value, 4000);
		EXPECT_EQ(seen_wrong, 0);
	}
}

#define PARTIES 6
#define ROUNDS  200

static pthread_barrier_t b;
static int arrived[ROUNDS], serial[ROUNDS], early;

static void *go_round(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		int r;

		__atomic_add_fetch(&arrived[i], 1, __ATOMIC_SEQ_CST);
		r = pthread_barrier_wait(&b);
		if (__atomic_load_n(&arrived[i], __ATOMIC_SEQ_CST) != PARTIES)
			__atomic_add_fetch(&early, 1, __ATOMIC_SEQ_CST);
		if (r == PTHREAD_BARRIER_SERIAL_THREAD)
			__atomic_add_fetch(&serial[i], 1, __ATOMIC_SEQ_CST);
		else if (r != 0)
			__atomic_add_fetch(&early, 1, __ATOMIC_SEQ_CST);
	}
	return arg;
}

static void barrier(void)
{
	pthread_t t[PARTIES];

	EXPECT_EQ(pthread_barrier_init(&b, NULL, 0), EINVAL);
	REQUIRE_EQ(pthread_barrier_init(&b, NULL, PARTIES), 0);
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, go_round, NULL), 0);
	for (size_t i = 0; i < COUNT(t); i++)
		pthread_join(t[i], NULL);
	EXPECT_EQ(early, 0);
	for (int i = 0; i < ROUNDS; i++)
		EXPECT_EQ(serial[i], 1);
	EXPECT_EQ(pthread_barrier_destroy(&b), 0);
	EXPECT_EQ(pthread_barrier_wait(&b), EINVAL);
	EXPECT_EQ(pthread_barrier_destroy(&b), EINVAL);
	EXPECT_EQ(pthread_barrier_init(&b, NULL, 1), 0);
	EXPECT_EQ(pthread_barrier_wait(&b), PTHREAD_BARRIER_SERIAL_THREAD);
}

static void *meet(void *arg)
{
	pthread_barrier_wait(arg);
	return NULL;
}

/* Whoever is the serial thread destroys it while the others go away. */
static void barrier_destroyed_at_once(void)
{
	for (int i = 0; i < 200; i++) {
		pthread_barrier_t *p = malloc(sizeof(*p));
		pthread_t t[2];

		REQUIRE(p != NULL);
		pthread_barrier_init(p, NULL, 3);
		for (size_t j = 0; j < COUNT(t); j++)
			REQUIRE_EQ(pthread_create(&t[j], NULL, meet, p), 0);
		pthread_barrier_wait(p);
		EXPECT_EQ(pthread_barrier_destroy(p), 0);
		memset(p, 0xff, sizeof(*p));
		free(p);
		for (size_t j = 0; j < COUNT(t); j++)
			pthread_join(t[j], NULL);
	}
}

static void barrier_busy(void)
{
	pthread_t t;

	REQUIRE_EQ(pthread_barrier_init(&b, NULL, 2), 0);
	REQUIRE_EQ(pthread_create(&t, NULL, meet, &b), 0);
	nap(30);
	EXPECT_EQ(pthread_barrier_destroy(&b), EBUSY);
	pthread_barrier_wait(&b);
	pthread_join(t, NULL);
	EXPECT_EQ(pthread_barrier_destroy(&b), 0);
}

static pthread_spinlock_t s;
static long spun;

static void *spin(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		pthread_spin_lock(&s);
		*(volatile long *)&spun = spun + 1;
		pthread_spin_unlock(&s);
	}
	return arg;
}

static void spin_lock(void)
{
	pthread_t t[4];

	EXPECT_EQ(pthread_spin_init(&s, 3), EINVAL);
	REQUIRE_EQ(pthread_spin_init(&s, PTHREAD_PROCESS_PRIVATE), 0);
	EXPECT_EQ(pthread_spin_lock(&s), 0);
	EXPECT_EQ(pthread_spin_trylock(&s), EBUSY);
	EXPECT_EQ(pthread_spin_destroy(&s), EBUSY);
	EXPECT_EQ(pthread_spin_unlock(&s), 0);
	EXPECT_EQ(pthread_spin_trylock(&s), 0);
	EXPECT_EQ(pthread_spin_unlock(&s), 0);
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, spin, NULL), 0);
	for (size_t i = 0; i < COUNT(t); i++)
		pthread_join(t[i], NULL);
	EXPECT_EQ(spun, 8000);
	EXPECT_EQ(pthread_spin_destroy(&s), 0);
}

static pthread_once_t o = PTHREAD_ONCE_INIT;
static int times, not_done;

static void do_once(void)
{
	nap(20);
	times++;
}

static void *want_once(void *arg)
{
	pthread_once(&o, do_once);
	if (times != 1)
		not_done++;
	return arg;
}

static void once(void)
{
	pthread_t t[5];

	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, want_once, NULL), 0);
	for (size_t i = 0; i < COUNT(t); i++)
		pthread_join(t[i], NULL);
	EXPECT_EQ(times, 1);
	EXPECT_EQ(not_done, 0);
}

static pthread_once_t again = PTHREAD_ONCE_INIT;
static int begun, finished;

static void begin_and_be_cancelled(void)
{
	if (++begun == 1)
		for (;;)
			pause();
	finished++;
}

static void *want_again(void *arg)
{
	pthread_once(&again, begin_and_be_cancelled);
	return arg;
}

static void once_cancelled(void)
{
	pthread_t t, u;
	void *r;

	REQUIRE_EQ(pthread_create(&t, NULL, want_again, NULL), 0);
	nap(20);
	REQUIRE_EQ(pthread_create(&u, NULL, want_again, NULL), 0);
	nap(20);
	EXPECT_EQ(pthread_cancel(t), 0);
	pthread_join(t, &r);
	EXPECT(r == PTHREAD_CANCELED);
	pthread_join(u, NULL);
	EXPECT_EQ(begun, 2);
	EXPECT_EQ(finished, 1);
}

static const struct guest_case cases[] = {
	{ "rwlock", rwlock },
	{ "rwlock_attributes", rwlock_attributes },
	{ "rwlock_contended", rwlock_contended },
	{ "barrier", barrier },
	{ "barrier_busy", barrier_busy },
	{ "barrier_destroyed_at_once", barrier_destroyed_at_once },
	{ "spin_lock", spin_lock },
	{ "once", once },
	{ "once_cancelled", once_cancelled },
};

GUEST_MAIN(cases)
