/* tests/posix/pthread-key.c - a thread's own values, and thread-local variables.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

static int destroyed;

static void destroy(void *value)
{
	__atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_SEQ_CST);
}

static pthread_key_t k;

static void *set_it(void *arg)
{
	if (pthread_getspecific(k) != NULL)
		return (void *)1;
	if (pthread_setspecific(k, arg) != 0)
		return (void *)2;
	sched_yield();
	return (void *)(long)(pthread_getspecific(k) == arg ? 0 : 3);
}

static void values(void)
{
	pthread_t t[8];
	void *r;

	destroyed = 0;
	REQUIRE_EQ(pthread_key_create(&k, destroy), 0);
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, set_it, (void *)(i + 1)), 0);
	for (size_t i = 0; i < COUNT(t); i++) {
		pthread_join(t[i], &r);
		EXPECT_EQ((long)r, 0);
	}
	EXPECT_EQ(destroyed, 36);
	EXPECT_EQ(pthread_setspecific(k, (void *)5), 0);
	EXPECT_EQ(pthread_key_delete(k), 0);
	EXPECT_EQ(pthread_key_delete(k), EINVAL);
	EXPECT_EQ(pthread_setspecific(k, NULL), EINVAL);
	EXPECT(pthread_getspecific(k) == NULL);
	EXPECT_EQ(destroyed, 36);
	/* A new key has no value, even if it is the same number. */
	REQUIRE_EQ(pthread_key_create(&k, NULL), 0);
	EXPECT(pthread_getspecific(k) == NULL);
	EXPECT_EQ(pthread_key_delete(k), 0);
}

static void errors(void)
{
	EXPECT_EQ(pthread_key_delete(PTHREAD_KEYS_MAX), EINVAL);
	EXPECT_EQ(pthread_key_delete(~0u), EINVAL);
	EXPECT_EQ(pthread_setspecific(~0u, "x"), EINVAL);
	EXPECT(pthread_getspecific(~0u) == NULL);
}

static pthread_key_t all[PTHREAD_KEYS_MAX];
static unsigned int count;

static void *use_all(void *arg)
{
	for (unsigned int i = 0; i < count; i++)
		if (pthread_setspecific(all[i], (void *)1) != 0)
			return (void *)-1;
	for (unsigned int i = 0; i < count; i++)
		if (pthread_getspecific(all[i]) != (void *)1)
			return (void *)-2;
	return arg;
}

static void as_many_as_there_are(void)
{
	pthread_key_t one_more;
	pthread_t t;
	void *r;

	destroyed = 0;
	while (count < PTHREAD_KEYS_MAX && pthread_key_create(&all[count], destroy) == 0)
		count++;
	EXPECT(count >= _POSIX_THREAD_KEYS_MAX);
	EXPECT_EQ(pthread_key_create(&one_more, NULL), EAGAIN);
	REQUIRE_EQ(pthread_create(&t, NULL, use_all, NULL), 0);
	pthread_join(t, &r);
	EXPECT_EQ((long)r, 0);
	EXPECT_EQ(destroyed, (int)count);
	while (count > 0)
		EXPECT_EQ(pthread_key_delete(all[--count]), 0);
}

static int rounds;

static void set_again(void *value)
{
	rounds++;
	pthread_setspecific(k, value);
}

static void *set_once(void *arg)
{
	pthread_setspecific(k, "value");
	return arg;
}

static void destructor_sets_again(void)
{
	pthread_t t;

	REQUIRE_EQ(pthread_key_create(&k, set_again), 0);
	REQUIRE_EQ(pthread_create(&t, NULL, set_once, NULL), 0);
	pthread_join(t, NULL);
	EXPECT_EQ(rounds, PTHREAD_DESTRUCTOR_ITERATIONS);
	pthread_key_delete(k);
}

/* As a compiler has it called for a thread_local object of C++. */
int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object, void *dso);

static char ended[16];

static void end_object(void *object)
{
	size_t length = strlen(ended);

	if (length < sizeof(ended) - 1)
		ended[length] = *(char *)object;
	/* One that uses another for the first time. */
	if (*(char *)object == 'b')
		__cxa_thread_atexit_impl(end_object, (void *)"n", NULL);
}

static void end_key(void *value)
{
	end_object(value);
}

static void *use_objects(void *arg)
{
	static char *const objects[] = { "a", "b", "c" };

	pthread_setspecific(k, "k");
	for (size_t i = 0; i < COUNT(objects); i++)
		if (__cxa_thread_atexit_impl(end_object, objects[i], NULL) != 0)
			return (void *)1;
	if (arg != NULL)
		pthread_exit(NULL);
	return NULL;
}

static void thread_local_objects(void)
{
	pthread_t t;
	void *r;

	REQUIRE_EQ(pthread_key_create(&k, end_key), 0);
	for (long by_exit = 0; by_exit < 2; by_exit++) {
		memset(ended, 0, sizeof(ended));
		REQUIRE_EQ(pthread_create(&t, NULL, use_objects, (void *)by_exit), 0);
		REQUIRE_EQ(pthread_join(t, &r), 0);
		EXPECT_EQ((long)r, 0);
		EXPECT_STR(ended, "cbnak");
	}
	pthread_key_delete(k);
}

static void at_exit(void)
{
	if (strcmp(ended, "cbna") == 0)
		_exit(7);
}

static void thread_local_objects_of_exit(void)
{
	int status;
	pid_t pid = fork();

	REQUIRE(pid >= 0);
	if (pid == 0) {
		memset(ended, 0, sizeof(ended));
		atexit(at_exit);
		pthread_key_create(&k, NULL);
		exit(use_objects(NULL) == NULL ? 1 : 2);
	}
	REQUIRE_EQ(waitpid(pid, &status, 0), pid);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

static const struct guest_case cases[] = {
	{ "values", values },
	{ "errors", errors },
	{ "as_many_as_there_are", as_many_as_there_are },
	{ "destructor_sets_again", destructor_sets_again },
	{ "thread_local_objects", thread_local_objects },
	{ "thread_local_objects_of_exit", thread_local_objects_of_exit },
};

GUEST_MAIN(cases)
