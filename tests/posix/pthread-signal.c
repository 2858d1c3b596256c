/* tests/posix/pthread-signal.c - signals to a thread, and its mask.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

static volatile pthread_t handled_by;
static volatile int handled, handled_value;
static sem_t ready, got;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	handled_by = pthread_self();
	handled = sig;
	handled_value = info->si_value.sival_int;
	sem_post(&got);
}

static void handle(int sig)
{
	struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };

	EXPECT_EQ(sigaction(sig, &act, NULL), 0);
	sem_init(&ready, 0, 0);
	sem_init(&got, 0, 0);
	handled = 0;
}

static void *wait_ready(void *arg)
{
	sem_post(&ready);
	for (;;)
		pause();
	return arg;
}

static void end(pthread_t t)
{
	pthread_cancel(t);
	pthread_join(t, NULL);
}

static void to_a_thread(void)
{
	pthread_t t[3];

	handle(SIGUSR1);
	for (size_t i = 0; i < COUNT(t); i++) {
		REQUIRE_EQ(pthread_create(&t[i], NULL, wait_ready, NULL), 0);
		sem_wait(&ready);
	}
	for (size_t i = 0; i < COUNT(t); i++) {
		EXPECT_EQ(pthread_kill(t[i], 0), 0);
		EXPECT_EQ(pthread_kill(t[i], SIGUSR1), 0);
		while (sem_wait(&got) != 0)
			;
		EXPECT(pthread_equal(handled_by, t[i]));
	}
	EXPECT_EQ(pthread_kill(pthread_self(), SIGUSR1), 0);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	for (size_t i = 0; i < COUNT(t); i++)
		end(t[i]);
}

static void with_a_value(void)
{
	union sigval value = { .sival_int = 77 };
	pthread_t t;

	handle(SIGRTMIN);
	REQUIRE_EQ(pthread_create(&t, NULL, wait_ready, NULL), 0);
	sem_wait(&ready);
	EXPECT_EQ(pthread_sigqueue(t, SIGRTMIN, value), 0);
	while (sem_wait(&got) != 0)
		;
	EXPECT_EQ(handled_value, 77);
	EXPECT(pthread_equal(handled_by, t));
	end(t);
}

static void *nothing(void *arg)
{
	return arg;
}

static void errors(void)
{
	union sigval value = { 0 };
	struct sigaction act = { .sa_handler = SIG_IGN };
	sigset_t set = ~0UL, old;
	pthread_t t;

	EXPECT_EQ(pthread_kill(pthread_self(), -1), EINVAL);
	EXPECT_EQ(pthread_kill(pthread_self(), 65), EINVAL);
	EXPECT_EQ(pthread_kill(pthread_self(), 32), EINVAL);
	EXPECT_EQ(pthread_sigqueue(pthread_self(), 33, value), EINVAL);
	EXPECT_EQ(pthread_sigmask(99, &set, &old), EINVAL);
	EXPECT_EQ(sigaction(32, &act, NULL), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT(signal(33, SIG_IGN) == SIG_ERR);
	/* One that has ended, and is there until it is joined. */
	REQUIRE_EQ(pthread_create(&t, NULL, nothing, NULL), 0);
	nap(30);
	EXPECT_EQ(pthread_kill(t, SIGKILL), 0);
	pthread_join(t, NULL);
}

static void *read_mask(void *arg)
{
	pthread_sigmask(SIG_BLOCK, NULL, arg);
	return NULL;
}

static void mask(void)
{
	sigset_t set, old, theirs = 0;
	pthread_t t;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, &old), 0);
	EXPECT(!sigismember(&old, SIGUSR2));
	REQUIRE_EQ(pthread_create(&t, NULL, read_mask, &theirs), 0);
	pthread_join(t, NULL);
	EXPECT(sigismember(&theirs, SIGUSR2)); /* inherited */
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &set, NULL), 0);
	/* The library's own cannot be blocked. */
	set = ~0UL;
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &set, NULL), 0);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &old, &set), 0);
	EXPECT_EQ(set >> 31 & 3, 0);
	EXPECT(sigismember(&set, SIGTERM));
}

static void *wait_for_it(void *arg)
{
	sigset_t set;
	int sig = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sem_post(&ready);
	sigwait(&set, &sig);
	(void)arg;
	return (void *)(long)sig;
}

static void waited_for(void)
{
	sigset_t set;
	pthread_t t;
	void *r;

	sem_init(&ready, 0, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 2; i++) {
		REQUIRE_EQ(pthread_create(&t, NULL, wait_for_it, NULL), 0);
		sem_wait(&ready);
		EXPECT_EQ(i ? pthread_kill(t, SIGUSR2) : kill(getpid(), SIGUSR2), 0);
		pthread_join(t, &r);
		EXPECT_EQ((long)r, SIGUSR2);
	}
}

/* Threads that come and go while they are sent signals. */
static void count_it(int sig)
{
	(void)sig;
	handled++;
}

static void *work(void *arg)
{
	for (volatile int i = 0; i < 2000; i++)
		;
	return arg;
}

static void to_threads_that_end(void)
{
	struct sigaction act = { .sa_handler = count_it, .sa_flags = SA_RESTART };
	pthread_t t;

	EXPECT_EQ(sigaction(SIGUSR1, &act, NULL), 0);
	for (int i = 0; i < 300; i++) {
		REQUIRE_EQ(pthread_create(&t, NULL, work, NULL), 0);
		for (int j = 0; j < 5; j++)
			EXPECT_EQ(pthread_kill(t, SIGUSR1), 0);
		pthread_join(t, NULL);
	}
}

static const struct guest_case cases[] = {
	{ "to_a_thread", to_a_thread },
	{ "with_a_value", with_a_value },
	{ "errors", errors },
	{ "mask", mask },
	{ "waited_for", waited_for },
	{ "to_threads_that_end", to_threads_that_end },
};

GUEST_MAIN(cases)
