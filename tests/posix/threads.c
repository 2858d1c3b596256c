/* tests/posix/threads.c - the threads of ISO C11.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <threads.h>

static mtx_t m;
static cnd_t c;
static int n, turn;
static thread_local int mine = 3;

static int count(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		mtx_lock(&m);
		n++;
		mtx_unlock(&m);
	}
	mine++;
	return *(int *)arg + mine;
}

static void created_and_joined(void)
{
	int arg = 10, result = 0;
	thrd_t t[4];

	REQUIRE_EQ(mtx_init(&m, mtx_plain), thrd_success);
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(thrd_create(&t[i], count, &arg), thrd_success);
	EXPECT(!thrd_equal(t[0], t[1]));
	EXPECT(!thrd_equal(t[0], thrd_current()));
	for (size_t i = 0; i < COUNT(t); i++) {
		EXPECT_EQ(thrd_join(t[i], &result), thrd_success);
		EXPECT_EQ(result, 14);
	}
	EXPECT_EQ(n, 4000);
	EXPECT_EQ(mine, 3);
	mtx_destroy(&m);
}

static int exit_early(void *arg)
{
	(void)arg;
	thrd_exit(-5);
}

static void exited(void)
{
	int result = 0;
	thrd_t t;

	REQUIRE_EQ(thrd_create(&t, exit_early, NULL), thrd_success);
	EXPECT_EQ(thrd_join(t, &result), thrd_success);
	EXPECT_EQ(result, -5);
	REQUIRE_EQ(thrd_create(&t, exit_early, NULL), thrd_success);
	EXPECT_EQ(thrd_detach(t), thrd_success);
}

static int try_it(void *arg)
{
	(void)arg;
	return mtx_trylock(&m);
}

static void mutexes(void)
{
	struct timespec t = from_now(CLOCK_REALTIME, 20);
	int result;
	thrd_t id;

	EXPECT_EQ(mtx_init(&m, 77), thrd_error);
	REQUIRE_EQ(mtx_init(&m, mtx_timed | mtx_recursive), thrd_success);
	EXPECT_EQ(mtx_lock(&m), thrd_success);
	EXPECT_EQ(mtx_trylock(&m), thrd_success);
	REQUIRE_EQ(thrd_create(&id, try_it, NULL), thrd_success);
	thrd_join(id, &result);
	EXPECT_EQ(result, thrd_busy);
	EXPECT_EQ(mtx_unlock(&m), thrd_success);
	EXPECT_EQ(mtx_unlock(&m), thrd_success);
	EXPECT_EQ(mtx_unlock(&m), thrd_error);
	mtx_destroy(&m);
	REQUIRE_EQ(mtx_init(&m, mtx_timed), thrd_success);
	mtx_lock(&m);
	EXPECT_EQ(mtx_timedlock(&m, &t), thrd_timedout);
	mtx_unlock(&m);
}

static int wait_turn(void *arg)
{
	mtx_lock(&m);
	while (turn == 0)
		cnd_wait(&c, &m);
	turn++;
	mtx_unlock(&m);
	(void)arg;
	return 0;
}

static void condition_variables(void)
{
	struct timespec past = from_now(CLOCK_REALTIME, 10);
	thrd_t t[3];

	mtx_init(&m, mtx_plain);
	REQUIRE_EQ(cnd_init(&c), thrd_success);
	mtx_lock(&m);
	EXPECT_EQ(cnd_timedwait(&c, &m, &past), thrd_timedout);
	mtx_unlock(&m);
	EXPECT_EQ(cnd_signal(&c), thrd_success);
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(thrd_create(&t[i], wait_turn, NULL), thrd_success);
	thrd_yield();
	mtx_lock(&m);
	turn = 1;
	EXPECT_EQ(cnd_broadcast(&c), thrd_success);
	mtx_unlock(&m);
	for (size_t i = 0; i < COUNT(t); i++)
		thrd_join(t[i], NULL);
	EXPECT_EQ(turn, 4);
	cnd_destroy(&c);
}

static once_flag flag = ONCE_FLAG_INIT;
static int times;

static void once(void)
{
	times++;
}

static int destroyed;

static void destroy(void *arg)
{
	destroyed += (int)(long)arg;
}

static tss_t key;

static int set_value(void *arg)
{
	return tss_set(key, arg) != thrd_success || tss_get(key) != arg;
}

static void the_rest(void)
{
	struct timespec brief = { 0, 1000000 }, bad = { 0, -1 };
	int result = 9;
	thrd_t t;

	call_once(&flag, once);
	call_once(&flag, once);
	EXPECT_EQ(times, 1);
	REQUIRE_EQ(tss_create(&key, destroy), thrd_success);
	REQUIRE_EQ(thrd_create(&t, set_value, (void *)6), thrd_success);
	thrd_join(t, &result);
	EXPECT_EQ(result, 0);
	EXPECT_EQ(destroyed, 6);
	EXPECT(tss_get(key) == NULL);
	tss_delete(key);
	EXPECT_EQ(thrd_sleep(&brief, NULL), 0);
	EXPECT(thrd_sleep(&bad, NULL) < -1);
}

static const struct guest_case cases[] = {
	{ "created_and_joined", created_and_joined },
	{ "exited", exited },
	{ "mutexes", mutexes },
	{ "condition_variables", condition_variables },
	{ "the_rest", the_rest },
};

GUEST_MAIN(cases)
