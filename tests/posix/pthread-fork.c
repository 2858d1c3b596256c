/* tests/posix/pthread-fork.c - fork() in a program with threads.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 * guest-cpus: 4
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <sys/syscall.h>

static int order;

static void prepare_1(void)
{
	order = order * 10 + 1;
}

static void prepare_2(void)
{
	order = order * 10 + 2;
}

static void parent_1(void)
{
	order = order * 10 + 3;
}

static void parent_2(void)
{
	order = order * 10 + 4;
}

static void child_1(void)
{
	order = order * 10 + 5;
}

static void child_2(void)
{
	order = order * 10 + 6;
}

static void handlers(void)
{
	pid_t pid;

	REQUIRE_EQ(pthread_atfork(prepare_1, parent_1, child_1), 0);
	REQUIRE_EQ(pthread_atfork(NULL, NULL, NULL), 0);
	REQUIRE_EQ(pthread_atfork(prepare_2, parent_2, child_2), 0);
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0)
		_exit(order == 2156 ? 0 : 1);
	EXPECT_EQ(child_status(pid), 0);
	EXPECT_EQ(order, 2134);
}

static int stop;

static void *use_malloc(void *arg)
{
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		void *p = malloc((size_t)(long)arg * 50);

		memset(p, 1, 10);
		free(p);
	}
	return NULL;
}

static void *use_stdio(void *arg)
{
	char text[100];

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		FILE *f = fmemopen(text, sizeof(text), "w");

		if (f != NULL) {
			fprintf(f, "%ld", (long)arg);
			fclose(f);
		}
		setenv("SOME", "thing", 1);
	}
	return NULL;
}

/* What a child does that has all the library. */
static int child(void)
{
	static char text[200];
	pthread_t t;
	void *r = NULL;
	FILE *f;

	for (int i = 0; i < 50; i++)
		free(malloc((size_t)i * 100));
	f = fmemopen(text, sizeof(text), "w");
	if (f == NULL || fprintf(f, "%d", 1234) != 4 || fclose(f) != 0)
		return 1;
	if (getenv("SOME") == NULL && setenv("SOME", "x", 1) != 0)
		return 2;
	if (syscall(SYS_gettid) != getpid())
		return 3;
	/* It may have threads of its own. */
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	if (pthread_create(&t, NULL, use_malloc, (void *)1) != 0 ||
		pthread_join(t, &r) != 0)
		return 4;
	return 0;
}

static void in_the_middle(void)
{
	pthread_t t[4];

	for (long i = 0; i < 4; i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, i % 2 ? use_malloc : use_stdio,
				   (void *)(i + 1)),
			0);
	for (int i = 0; i < 60; i++) {
		pid_t pid = fork();

		REQUIRE(pid >= 0);
		if (pid == 0)
			_exit(child());
		EXPECT_EQ(child_status(pid), 0);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
}

static void *fork_from_here(void *arg)
{
	pid_t pid = fork();

	if (pid == 0) {
		/* The only thread now, and the first one. */
		pthread_t t;

		if (pthread_create(&t, NULL, use_malloc, (void *)1) != 0)
			_exit(1);
		pthread_join(t, NULL);
		exit(child());
	}
	(void)arg;
	return (void *)(long)child_status(pid);
}

static void from_a_thread(void)
{
	pthread_t t;
	void *r;

	stop = 1;
	for (int i = 0; i < 20; i++) {
		REQUIRE_EQ(pthread_create(&t, NULL, fork_from_here, NULL), 0);
		pthread_join(t, &r);
		EXPECT_EQ((long)r, 0);
	}
}

/* The thread that forked ends in the child by returning: the child ends with 0. */
static void *fork_and_return(void *arg)
{
	*(pid_t *)arg = fork();
	return NULL;
}

static void child_returns_from_its_thread(void)
{
	static pid_t pid;
	pthread_t t;

	REQUIRE_EQ(pthread_create(&t, NULL, fork_and_return, &pid), 0);
	pthread_join(t, NULL);
	EXPECT_EQ(child_status(pid), 0);
}

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t begun, finish;
static int times;

static void begin_slowly(void)
{
	times++;
	sem_post(&begun);
	sem_wait(&finish);
}

static void *do_once(void *arg)
{
	pthread_once(&once, begin_slowly);
	return arg;
}

/* The child's pthread_once does not wait for a thread that is not there. */
static void once_half_done(void)
{
	pthread_t t;
	pid_t pid;

	sem_init(&begun, 0, 0);
	sem_init(&finish, 0, 0);
	REQUIRE_EQ(pthread_create(&t, NULL, do_once, NULL), 0);
	sem_wait(&begun);
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0) {
		sem_post(&finish);
		pthread_once(&once, begin_slowly);
		_exit(times == 2 ? 0 : 1);
	}
	EXPECT_EQ(child_status(pid), 0);
	sem_post(&finish);
	pthread_join(t, NULL);
	EXPECT_EQ(times, 1);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
}

/* A thread that reads, or waits, with a stream locked: exit() does not wait for it. */
static void *hold_stream(void *arg)
{
	flockfile(stdout);
	sem_post(&begun);
	for (;;)
		pause();
	return arg;
}

static void exit_with_a_stream_locked(void)
{
	pid_t pid;

	fflush(stdout);
	sem_init(&begun, 0, 0);
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0) {
		pthread_t t;

		if (pthread_create(&t, NULL, hold_stream, NULL) != 0)
			_exit(1);
		sem_wait(&begun);
		exit(8);
	}
	EXPECT_EQ(child_status(pid), 8);
}

static const struct guest_case cases[] = {
	{ "handlers", handlers },
	{ "in_the_middle", in_the_middle },
	{ "from_a_thread", from_a_thread },
	{ "child_returns_from_its_thread", child_returns_from_its_thread },
	{ "once_half_done", once_half_done },
	{ "exit_with_a_stream_locked", exit_with_a_stream_locked },
};

GUEST_MAIN(cases)
