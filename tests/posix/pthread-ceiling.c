/* tests/posix/pthread-ceiling.c - mutexes with a priority ceiling.
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
#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static pthread_mutex_t m;

static pthread_mutex_t make(int type, int ceiling)
{
	pthread_mutexattr_t a;
	pthread_mutex_t new;

	pthread_mutexattr_init(&a);
	EXPECT_EQ(pthread_mutexattr_settype(&a, type), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_PROTECT), 0);
	EXPECT_EQ(pthread_mutexattr_setprioceiling(&a, ceiling), 0);
	EXPECT_EQ(pthread_mutex_init(&new, &a), 0);
	EXPECT_EQ(pthread_mutexattr_destroy(&a), 0);
	return new;
}

/* What the system runs the caller with, whatever the library says. */
static int running(void)
{
	struct sched_param p = { -1 };
	long tid = syscall(SYS_gettid);

	EXPECT_EQ(syscall(SYS_sched_getparam, tid, &p), 0);
	return p.sched_priority + 1000 * (int)syscall(SYS_sched_getscheduler, tid);
}

#define FIFO 1000
#define RR   2000

static void become(int policy, int priority)
{
	struct sched_param p = { .sched_priority = priority };

	EXPECT_EQ(pthread_setschedparam(pthread_self(), policy, &p), 0);
}

static void attributes(void)
{
	pthread_mutexattr_t a;
	int n = -1;

	pthread_mutexattr_init(&a);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, 3), EINVAL);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_PROTECT), 0);
	EXPECT_EQ(pthread_mutexattr_getprotocol(&a, &n), 0);
	EXPECT_EQ(n, PTHREAD_PRIO_PROTECT);
	EXPECT_EQ(pthread_mutexattr_setprioceiling(&a, 0), EINVAL);
	EXPECT_EQ(pthread_mutexattr_setprioceiling(&a, 100), EINVAL);
	EXPECT_EQ(pthread_mutexattr_setprioceiling(&a, 99), 0);
	EXPECT_EQ(pthread_mutexattr_setprioceiling(&a, 20), 0);
	EXPECT_EQ(pthread_mutexattr_getprioceiling(&a, &n), 0);
	EXPECT_EQ(n, 20);
	EXPECT_EQ(pthread_mutex_init(&m, &a), 0);
	EXPECT_EQ(pthread_mutex_getprioceiling(&m, &n), 0);
	EXPECT_EQ(n, 20);
	EXPECT_EQ(pthread_mutex_destroy(&m), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_NONE), 0);
	EXPECT_EQ(pthread_mutex_init(&m, &a), 0);
	EXPECT_EQ(pthread_mutex_getprioceiling(&m, &n), EINVAL);
	EXPECT_EQ(pthread_mutex_setprioceiling(&m, 5, &n), EINVAL);
}

static void *raised(void *arg)
{
	pthread_mutex_t other = make(PTHREAD_MUTEX_NORMAL, 30);
	struct sched_param p;
	int policy;

	become(SCHED_FIFO, 5);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(running(), FIFO + 20);
	/* POSIX: what the thread was given itself. */
	EXPECT_EQ(pthread_getschedparam(pthread_self(), &policy, &p), 0);
	EXPECT_EQ(p.sched_priority, 5);
	EXPECT_EQ(pthread_mutex_lock(&other), 0);
	EXPECT_EQ(running(), FIFO + 30);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(running(), FIFO + 30);
	EXPECT_EQ(pthread_mutex_trylock(&m), 0);
	EXPECT_EQ(pthread_mutex_unlock(&other), 0);
	EXPECT_EQ(running(), FIFO + 20);
	become(SCHED_RR, 7);
	EXPECT_EQ(running(), RR + 20);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(running(), RR + 7);
	/* Above its ceiling nobody may have it. */
	become(SCHED_FIFO, 21);
	EXPECT_EQ(pthread_mutex_lock(&m), EINVAL);
	EXPECT_EQ(pthread_mutex_trylock(&m), EINVAL);
	EXPECT_EQ(running(), FIFO + 21);
	become(SCHED_FIFO, 20);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(running(), FIFO + 20);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	become(SCHED_OTHER, 0);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(running(), FIFO + 20);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(running(), 0);
	return arg;
}

static void in_thread(void *(*what)(void *))
{
	pthread_t t;

	REQUIRE_EQ(pthread_create(&t, NULL, what, NULL), 0);
	EXPECT_EQ(pthread_join(t, NULL), 0);
}

static void priorities(void)
{
	m = make(PTHREAD_MUTEX_NORMAL, 20);
	in_thread(raised);
}

static void *types_body(void *arg)
{
	m = make(PTHREAD_MUTEX_RECURSIVE, 20);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_trylock(&m), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(running(), FIFO + 20);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(running(), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), EPERM);
	m = make(PTHREAD_MUTEX_ERRORCHECK, 20);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), EDEADLK);
	EXPECT_EQ(pthread_mutex_trylock(&m), EBUSY);
	EXPECT_EQ(running(), FIFO + 20);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(running(), 0);
	return arg;
}

static void types(void)
{
	in_thread(types_body);
}

static void *changes(void *arg)
{
	int before = -1;

	m = make(PTHREAD_MUTEX_NORMAL, 20);
	EXPECT_EQ(pthread_mutex_setprioceiling(&m, 0, &before), EINVAL);
	EXPECT_EQ(pthread_mutex_setprioceiling(&m, 100, &before), EINVAL);
	EXPECT_EQ(pthread_mutex_setprioceiling(&m, 40, &before), 0);
	EXPECT_EQ(before, 20);
	EXPECT_EQ(running(), 0);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	EXPECT_EQ(running(), FIFO + 40);
	EXPECT_EQ(pthread_mutex_setprioceiling(&m, 10, NULL), 0);
	EXPECT_EQ(running(), FIFO + 10);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(running(), 0);
	EXPECT_EQ(pthread_mutex_destroy(&m), 0);
	return arg;
}

static void change(void)
{
	in_thread(changes);
}

/* A more urgent thread than the ceiling's owner cannot come between. */
static atomic_int order, first_done, second_done;

static void *second(void *arg)
{
	become(SCHED_FIFO, 10);
	second_done = ++order;
	return arg;
}

static void *first(void *arg)
{
	pthread_t t;
	pthread_attr_t a;
	struct sched_param p = { .sched_priority = 10 };

	become(SCHED_FIFO, 5);
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	pthread_attr_init(&a);
	pthread_attr_setinheritsched(&a, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&a, SCHED_FIFO);
	pthread_attr_setschedparam(&a, &p);
	EXPECT_EQ(pthread_create(&t, &a, second, NULL), 0);
	for (int i = 0; i < 5; i++)
		sched_yield();
	first_done = ++order;
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(pthread_join(t, NULL), 0);
	return arg;
}

static void undisturbed(void)
{
	m = make(PTHREAD_MUTEX_NORMAL, 60);
	in_thread(first);
	EXPECT_EQ(first_done, 1);
	EXPECT_EQ(second_done, 2);
}

static void *waits(void *arg)
{
	pthread_cond_t *c = arg;

	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	atomic_store(&order, 1);
	while (order != 2)
		EXPECT_EQ(pthread_cond_wait(c, &m), 0);
	EXPECT_EQ(running(), FIFO + 20);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(running(), 0);
	return NULL;
}

static void condition(void)
{
	pthread_cond_t c = PTHREAD_COND_INITIALIZER;
	pthread_t t;

	order = 0;
	m = make(PTHREAD_MUTEX_NORMAL, 20);
	REQUIRE_EQ(pthread_create(&t, NULL, waits, &c), 0);
	while (order != 1)
		sched_yield();
	EXPECT_EQ(pthread_mutex_lock(&m), 0);
	order = 2;
	EXPECT_EQ(pthread_cond_broadcast(&c), 0);
	EXPECT_EQ(pthread_mutex_unlock(&m), 0);
	EXPECT_EQ(pthread_join(t, NULL), 0);
	EXPECT_EQ(running(), 0);
}

/* Who may not have the priority may have the mutex. */
static void unprivileged(void)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		m = make(PTHREAD_MUTEX_NORMAL, 20);
		_exit(setuid(100) != 0 || pthread_mutex_lock(&m) != 0 || running() != 0 ||
			pthread_mutex_unlock(&m) != 0);
	}
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
}

static const struct guest_case cases[] = {
	{ "attributes", attributes },
	{ "priorities", priorities },
	{ "types", types },
	{ "change", change },
	{ "undisturbed", undisturbed },
	{ "condition", condition },
	{ "unprivileged", unprivileged },
};

int main(int argc, char **argv)
{
	/* PID 1 begins as urgent as a server, and more so than SCHED_FIFO. */
	become(SCHED_OTHER, 0);
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
