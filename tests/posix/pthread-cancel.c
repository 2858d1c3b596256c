/* tests/posix/pthread-cancel.c - cancellation, at each blocking point and without one.
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
#include <poll.h>
#include <sys/select.h>

static sem_t ready;
static int cleaned;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void clean(void *arg)
{
	cleaned = cleaned * 10 + (int)(long)arg;
}

/* Calls that wait for what never comes. */
static sem_t never;
static int empty[2] = { -1, -1 }, full[2] = { -1, -1 };
static pthread_t forever;

static void do_pause(void)
{
	pause();
}

static void do_nanosleep(void)
{
	struct timespec t = { 1000, 0 };

	nanosleep(&t, NULL);
}

static void do_clock_nanosleep(void)
{
	struct timespec t = { 1000, 0 };

	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

static void do_sleep(void)
{
	sleep(1000);
}

static void do_usleep(void)
{
	usleep(1000000000);
}

static void do_sigsuspend(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigsuspend(&none);
}

static void do_sigwait(void)
{
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigwait(&set, &sig);
}

static void do_sigwaitinfo(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigwaitinfo(&set, NULL);
}

static void do_sigtimedwait(void)
{
	struct timespec t = { 1000, 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigtimedwait(&set, NULL, &t);
}

static void do_sem_wait(void)
{
	sem_wait(&never);
}

static void do_sem_timedwait(void)
{
	struct timespec t = from_now(CLOCK_REALTIME, 1000000);

	sem_timedwait(&never, &t);
}

static void unlock(void *arg)
{
	clean((void *)(long)(pthread_mutex_trylock(arg) == EBUSY ? 2 : 3));
	pthread_mutex_unlock(arg);
}

static void do_cond_wait(void)
{
	pthread_mutex_lock(&m);
	pthread_cleanup_push(unlock, &m);
	for (;;)
		pthread_cond_wait(&c, &m);
	pthread_cleanup_pop(1);
}

static void do_cond_timedwait(void)
{
	struct timespec t = from_now(CLOCK_REALTIME, 1000000);

	pthread_mutex_lock(&m);
	pthread_cleanup_push(unlock, &m);
	for (;;)
		pthread_cond_timedwait(&c, &m, &t);
	pthread_cleanup_pop(1);
}

static void do_join(void)
{
	pthread_join(forever, NULL);
}

static void do_testcancel(void)
{
	for (;;) {
		pthread_testcancel();
		sched_yield();
	}
}

static void do_waitpid(void)
{
	waitpid(-1, NULL, 0);
}

static void do_waitid(void)
{
	siginfo_t info;

	waitid(P_ALL, 0, &info, WEXITED);
}

static void do_read(void)
{
	char byte;

	read(empty[0], &byte, 1);
}

static void do_write(void)
{
	static char much[4096];

	for (;;)
		write(full[1], much, sizeof(much));
}

static void do_poll(void)
{
	poll(NULL, 0, -1);
}

static void do_ppoll(void)
{
	ppoll(NULL, 0, NULL, NULL);
}

static void do_select(void)
{
	select(0, NULL, NULL, NULL, NULL);
}

static void do_pselect(void)
{
	pselect(0, NULL, NULL, NULL, NULL, NULL);
}

enum { ALWAYS, CHILDREN, FILES };

static const struct point {
	const char *name;
	void (*call)(void);
	int needs;
	int want; /* cleaned afterwards */
} points[] = {
	{ "pause", do_pause, ALWAYS, 1 },
	{ "nanosleep", do_nanosleep, ALWAYS, 1 },
	{ "clock_nanosleep", do_clock_nanosleep, ALWAYS, 1 },
	{ "sleep", do_sleep, ALWAYS, 1 },
	{ "usleep", do_usleep, ALWAYS, 1 },
	{ "sigsuspend", do_sigsuspend, ALWAYS, 1 },
	{ "sigwait", do_sigwait, ALWAYS, 1 },
	{ "sigwaitinfo", do_sigwaitinfo, ALWAYS, 1 },
	{ "sigtimedwait", do_sigtimedwait, ALWAYS, 1 },
	{ "sem_wait", do_sem_wait, ALWAYS, 1 },
	{ "sem_timedwait", do_sem_timedwait, ALWAYS, 1 },
	{ "pthread_cond_wait", do_cond_wait, ALWAYS, 21 },
	{ "pthread_cond_timedwait", do_cond_timedwait, ALWAYS, 21 },
	{ "pthread_join", do_join, ALWAYS, 1 },
	{ "pthread_testcancel", do_testcancel, ALWAYS, 1 },
	{ "waitpid", do_waitpid, CHILDREN, 1 },
	{ "waitid", do_waitid, CHILDREN, 1 },
	{ "read", do_read, FILES, 1 },
	{ "write", do_write, FILES, 1 },
	{ "poll", do_poll, FILES, 1 },
	{ "ppoll", do_ppoll, FILES, 1 },
	{ "select", do_select, FILES, 1 },
	{ "pselect", do_pselect, FILES, 1 },
};

static void *run_point(void *arg)
{
	const struct point *p = arg;

	pthread_cleanup_push(clean, (void *)1);
	sem_post(&ready);
	p->call();
	pthread_cleanup_pop(0);
	return (void *)(long)errno;
}

static void one_point(const struct point *p, bool before)
{
	pthread_t t;
	void *r;

	cleaned = 0;
	sem_init(&ready, 0, 0);
	REQUIRE_EQ(pthread_create(&t, NULL, run_point, (void *)(uintptr_t)p), 0);
	sem_wait(&ready);
	if (!before)
		nap(20);
	EXPECT_EQ(pthread_cancel(t), 0);
	REQUIRE_EQ(pthread_join(t, &r), 0);
	if (r != PTHREAD_CANCELED || cleaned != p->want)
		printf("# %s: result %ld, cleaned %d\n", p->name, (long)r, cleaned);
	EXPECT(r == PTHREAD_CANCELED);
	EXPECT_EQ(cleaned, p->want);
}

static void *wait_forever(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void all_points(bool before, int needs)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	sem_init(&never, 0, 0);
	REQUIRE_EQ(pthread_create(&forever, NULL, wait_forever, NULL), 0);
	for (size_t i = 0; i < COUNT(points); i++)
		if (points[i].needs == needs)
			one_point(&points[i], before);
	pthread_cancel(forever);
	pthread_join(forever, NULL);
}

static void while_it_blocks(void)
{
	all_points(false, ALWAYS);
}

static void before_it_blocks(void)
{
	for (int i = 0; i < 5; i++)
		all_points(true, ALWAYS);
}

static void waiting_for_children(void)
{
	pid_t pid = fork();

	REQUIRE(pid >= 0);
	if (pid == 0)
		for (;;)
			pause();
	all_points(false, CHILDREN);
	kill(pid, SIGKILL);
	EXPECT_EQ(child_status(pid), 1000 + SIGKILL);
}

static void in_files(void)
{
	if (pipe(empty) != 0 || pipe(full) != 0)
		SKIP("there are no pipes");
	all_points(false, FILES);
}

/* The point's own work, done already, is not lost. */
static void *take_or_end(void *arg)
{
	if (sem_wait(arg) == 0)
		return (void *)1;
	return NULL;
}

static void nothing_lost(void)
{
	for (int i = 0; i < 300; i++) {
		pthread_t t;
		sem_t s;
		void *r;
		int v;

		sem_init(&s, 0, 0);
		REQUIRE_EQ(pthread_create(&t, NULL, take_or_end, &s), 0);
		if (i % 2)
			sched_yield();
		sem_post(&s);
		pthread_cancel(t);
		pthread_join(t, &r);
		sem_getvalue(&s, &v);
		EXPECT_EQ(v, r == PTHREAD_CANCELED ? 1 : 0);
		EXPECT_EQ(sem_destroy(&s), 0);
	}
}

static int passed;

static void *disabled(void *arg)
{
	struct timespec t = { 0, 50000000 };
	int old = -1;

	if (pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old) != 0 ||
		old != PTHREAD_CANCEL_ENABLE)
		return (void *)1;
	sem_post(&ready);
	nanosleep(&t, NULL);
	pthread_testcancel();
	passed = 1;
	if (pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old) != 0 ||
		old != PTHREAD_CANCEL_DISABLE)
		return (void *)2;
	passed = 2;
	pthread_testcancel();
	passed = 3;
	return arg;
}

static void switched_off(void)
{
	pthread_t t;
	void *r;

	sem_init(&ready, 0, 0);
	REQUIRE_EQ(pthread_create(&t, NULL, disabled, NULL), 0);
	sem_wait(&ready);
	nap(10);
	EXPECT_EQ(pthread_cancel(t), 0);
	EXPECT_EQ(pthread_cancel(t), 0);
	pthread_join(t, &r);
	EXPECT(r == PTHREAD_CANCELED);
	EXPECT_EQ(passed, 2);
}

static void *asynchronous(void *arg)
{
	int old = -1;

	if (pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old) != 0 ||
		old != PTHREAD_CANCEL_DEFERRED)
		return (void *)1;
	pthread_cleanup_push(clean, (void *)4);
	sem_post(&ready);
	for (;;)
		passed++;
	pthread_cleanup_pop(0);
	return arg;
}

static void anywhere(void)
{
	pthread_t t;
	void *r;

	cleaned = 0;
	sem_init(&ready, 0, 0);
	REQUIRE_EQ(pthread_create(&t, NULL, asynchronous, NULL), 0);
	sem_wait(&ready);
	nap(10);
	EXPECT_EQ(pthread_cancel(t), 0);
	pthread_join(t, &r);
	EXPECT(r == PTHREAD_CANCELED);
	EXPECT_EQ(cleaned, 4);
}

static void *cancel_self(void *arg)
{
	pthread_cancel(pthread_self());
	passed = 10;
	if (arg != NULL)
		pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	else
		pthread_testcancel();
	passed = 11;
	return arg;
}

static void itself(void)
{
	pthread_t t;
	void *r;

	for (int i = 0; i < 2; i++) {
		REQUIRE_EQ(pthread_create(&t, NULL, cancel_self, i ? "async" : NULL), 0);
		pthread_join(t, &r);
		EXPECT(r == PTHREAD_CANCELED);
		EXPECT_EQ(passed, 10);
	}
}

static pthread_key_t key;

static void destroy(void *arg)
{
	clean(arg);
}

static void *push_some(void *arg)
{
	pthread_setspecific(key, (void *)9);
	pthread_cleanup_push(clean, (void *)1);
	pthread_cleanup_push(clean, (void *)2);
	pthread_cleanup_push(clean, (void *)3);
	pthread_cleanup_pop(arg != NULL);
	pthread_exit(NULL);
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void cleanup_in_order(void)
{
	pthread_t t;

	REQUIRE_EQ(pthread_key_create(&key, destroy), 0);
	for (int i = 0; i < 2; i++) {
		cleaned = 0;
		REQUIRE_EQ(pthread_create(&t, NULL, push_some, i ? "run" : NULL), 0);
		pthread_join(t, NULL);
		EXPECT_EQ(cleaned, i ? 3219 : 219);
	}
	pthread_key_delete(key);
}

static void errors(void)
{
	int old;

	EXPECT_EQ(pthread_setcancelstate(2, &old), EINVAL);
	EXPECT_EQ(pthread_setcanceltype(-1, &old), EINVAL);
	EXPECT_EQ(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL), 0);
	EXPECT_EQ(pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, NULL), 0);
}

/* A signal's handler runs on top of a blocking call, and the cancellation comes then. */
static sem_t in_handler;

static void linger(int sig)
{
	struct timespec end, now;

	(void)sig;
	sem_post(&in_handler);
	end = from_now(CLOCK_MONOTONIC, 30);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while (now.tv_sec < end.tv_sec ||
		(now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec));
}

static void while_a_handler_runs(void)
{
	struct sigaction act = { .sa_handler = linger, .sa_flags = SA_RESTART };
	pthread_t t;
	void *r;

	sem_init(&in_handler, 0, 0);
	sem_init(&ready, 0, 0);
	sem_init(&never, 0, 0);
	REQUIRE_EQ(sigaction(SIGUSR1, &act, NULL), 0);
	cleaned = 0;
	REQUIRE_EQ(pthread_create(&t, NULL, run_point, (void *)(uintptr_t)&points[9]), 0);
	sem_wait(&ready);
	nap(20);
	EXPECT_EQ(pthread_kill(t, SIGUSR1), 0);
	sem_wait(&in_handler);
	EXPECT_EQ(pthread_cancel(t), 0);
	pthread_join(t, &r);
	EXPECT(r == PTHREAD_CANCELED);
	EXPECT_EQ(cleaned, 1);
}

static const struct guest_case cases[] = {
	{ "errors", errors },
	{ "while_it_blocks", while_it_blocks },
	{ "before_it_blocks", before_it_blocks },
	{ "nothing_lost", nothing_lost },
	{ "switched_off", switched_off },
	{ "anywhere", anywhere },
	{ "itself", itself },
	{ "cleanup_in_order", cleanup_in_order },
	{ "while_a_handler_runs", while_a_handler_runs },
	{ "waiting_for_children", waiting_for_children },
	{ "in_files", in_files },
};

GUEST_MAIN(cases)
