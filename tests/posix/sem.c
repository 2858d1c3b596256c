/* tests/posix/sem.c - semaphores.
 *
 * guest-server: memory
 * guest-server: process
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <fcntl.h>
#include <sys/stat.h>

static void values(void)
{
	sem_t s;
	int v;

	errno = 0;
	EXPECT_EQ(sem_init(&s, 0, SEM_VALUE_MAX + 1u), -1);
	EXPECT_EQ(errno, EINVAL);
	REQUIRE_EQ(sem_init(&s, 0, 2), 0);
	EXPECT_EQ(sem_getvalue(&s, &v), 0);
	EXPECT_EQ(v, 2);
	EXPECT_EQ(sem_wait(&s), 0);
	EXPECT_EQ(sem_trywait(&s), 0);
	EXPECT_EQ(sem_trywait(&s), -1);
	EXPECT_EQ(errno, EAGAIN);
	EXPECT_EQ(sem_post(&s), 0);
	EXPECT_EQ(sem_getvalue(&s, &v), 0);
	EXPECT_EQ(v, 1);
	EXPECT_EQ(sem_destroy(&s), 0);
	REQUIRE_EQ(sem_init(&s, 0, SEM_VALUE_MAX), 0);
	EXPECT_EQ(sem_post(&s), -1);
	EXPECT_EQ(errno, EOVERFLOW);
	EXPECT_EQ(sem_destroy(&s), 0);
}

static void timed(void)
{
	struct timespec t = from_now(CLOCK_REALTIME, 20), bad = { 0, 1000000000 };
	sem_t s;

	REQUIRE_EQ(sem_init(&s, 0, 1), 0);
	EXPECT_EQ(sem_timedwait(&s, &bad), 0);
	EXPECT_EQ(sem_timedwait(&s, &bad), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(sem_timedwait(&s, &t), -1);
	EXPECT_EQ(errno, ETIMEDOUT);
	EXPECT(is_past(CLOCK_REALTIME, &t));
	t = from_now(CLOCK_MONOTONIC, 20);
	EXPECT_EQ(sem_clockwait(&s, CLOCK_MONOTONIC, &t), -1);
	EXPECT_EQ(errno, ETIMEDOUT);
	EXPECT(is_past(CLOCK_MONOTONIC, &t));
	EXPECT_EQ(sem_clockwait(&s, 5000, &t), -1);
	EXPECT_EQ(errno, EINVAL);
}

static sem_t ping, pong;
static int played;

static void *play(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		sem_wait(&ping);
		played++;
		sem_post(&pong);
	}
	return arg;
}

static void to_and_fro(void)
{
	pthread_t t;

	sem_init(&ping, 0, 0);
	sem_init(&pong, 0, 0);
	REQUIRE_EQ(pthread_create(&t, NULL, play, NULL), 0);
	for (int i = 0; i < 2000; i++) {
		sem_post(&ping);
		sem_wait(&pong);
		EXPECT_EQ(played, i + 1);
	}
	pthread_join(t, NULL);
}

static sem_t few;
static int inside, most, wrong;

static void *use_few(void *arg)
{
	for (int i = 0; i < 500; i++) {
		int n;

		sem_wait(&few);
		n = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
		if (n > 3)
			wrong++;
		if (n > most)
			most = n;
		__atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
		sem_post(&few);
	}
	return arg;
}

static void limits_how_many(void)
{
	pthread_t t[8];
	int v;

	sem_init(&few, 0, 3);
	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, use_few, NULL), 0);
	for (size_t i = 0; i < COUNT(t); i++)
		pthread_join(t[i], NULL);
	EXPECT_EQ(wrong, 0);
	EXPECT_EQ(sem_getvalue(&few, &v), 0);
	EXPECT_EQ(v, 3);
}

static void ignore(int sig)
{
	(void)sig;
}

static void *interrupt(void *arg)
{
	nap(30);
	pthread_kill(*(pthread_t *)arg, SIGUSR1);
	return NULL;
}

static void interrupted(void)
{
	struct sigaction act = { .sa_handler = ignore };
	pthread_t self = pthread_self(), t;
	sem_t s;
	int v;

	sem_init(&s, 0, 0);
	REQUIRE_EQ(sigaction(SIGUSR1, &act, NULL), 0);
	REQUIRE_EQ(pthread_create(&t, NULL, interrupt, &self), 0);
	EXPECT_EQ(sem_wait(&s), -1);
	EXPECT_EQ(errno, EINTR);
	pthread_join(t, NULL);
	EXPECT_EQ(sem_getvalue(&s, &v), 0);
	EXPECT_EQ(v, 0);
	EXPECT_EQ(sem_destroy(&s), 0); /* nobody waits any more */
}

static void between_processes(void)
{
	sem_t *s = shared_memory(4096);
	pid_t pid;

	REQUIRE(s != NULL);
	sem_init(&s[0], 1, 0);
	sem_init(&s[1], 1, 0);
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0) {
		for (int i = 0; i < 300; i++) {
			sem_wait(&s[0]);
			sem_post(&s[1]);
		}
		_exit(0);
	}
	for (int i = 0; i < 300; i++) {
		sem_post(&s[0]);
		sem_wait(&s[1]);
	}
	EXPECT_EQ(child_status(pid), 0);
}

static void named(void)
{
	sem_t *a, *b;
	int v;

	EXPECT(sem_open("/no/slash", 0) == SEM_FAILED);
	EXPECT_EQ(errno, EINVAL);
	EXPECT(sem_open("/", O_CREAT, 0600, 1) == SEM_FAILED);
	EXPECT_EQ(errno, EINVAL);
	EXPECT(sem_open("/x", O_CREAT, 0600, SEM_VALUE_MAX + 1u) == SEM_FAILED);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(sem_close((sem_t *)&v), -1);
	EXPECT_EQ(errno, EINVAL);
	mkdir("/dev", 0755); /* this machine has an empty root, perhaps */
	mkdir("/dev/shm", 01777);
	errno = 0;
	sem_unlink("/xinim-test");
	if (errno == ENOSYS)
		SKIP("there are no files");
	EXPECT(sem_open("/xinim-test", 0) == SEM_FAILED);
	EXPECT_EQ(errno, ENOENT);
	a = sem_open("/xinim-test", O_CREAT, 0600, 3);
	if (a == SEM_FAILED)
		printf("# errno %d\n", errno);
	REQUIRE(a != SEM_FAILED);
	EXPECT(sem_open("/xinim-test", O_CREAT | O_EXCL, 0600, 3) == SEM_FAILED);
	EXPECT_EQ(errno, EEXIST);
	b = sem_open("xinim-test", 0);
	EXPECT(a == b);
	EXPECT_EQ(sem_getvalue(b, &v), 0);
	EXPECT_EQ(v, 3);
	EXPECT_EQ(sem_wait(a), 0);
	EXPECT_EQ(sem_close(a), 0);
	EXPECT_EQ(sem_post(b), 0);
	EXPECT_EQ(sem_unlink("/xinim-test"), 0);
	EXPECT_EQ(sem_unlink("/xinim-test"), -1);
	EXPECT_EQ(errno, ENOENT);
	EXPECT_EQ(sem_close(b), 0);
	EXPECT_EQ(sem_close(b), -1);
}

static const struct guest_case cases[] = {
	{ "values", values },
	{ "timed", timed },
	{ "to_and_fro", to_and_fro },
	{ "limits_how_many", limits_how_many },
	{ "interrupted", interrupted },
	{ "between_processes", between_processes },
	{ "named", named },
};

GUEST_MAIN(cases)
