/* tests/posix/timer.c - alarms, interval timers, POSIX timers, also with a thread.
 *
 * Runs on a Linux kernel as well.
 *
 * guest-server: process
 * guest-server: memory
 * guest-clock: virtual
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "../guest/guest.h"

#define MS 1000000LL
#define S  1000000000LL

#define EXPECT_ERROR(call, error)          \
	do {                               \
		errno = 0;                 \
		EXPECT_EQ((call), -1);     \
		EXPECT_EQ(errno, (error)); \
	} while (0)

static volatile sig_atomic_t count, last_code, last_value;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	count++;
	last_code = info->si_code;
	last_value = info->si_value.sival_int;
}

static void catch (int sig)
{
	struct sigaction a = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };

	count = 0;
	EXPECT_EQ(sigaction(sig, &a, NULL), 0);
}

static long long now(clockid_t clock)
{
	struct timespec t = { 0 };

	clock_gettime(clock, &t);
	return t.tv_sec * S + t.tv_nsec;
}

/* Until so many signals came, at most so long. */
static void wait_for(int signals, long long how_long)
{
	long long end = now(CLOCK_MONOTONIC) + how_long;
	const struct timespec nap = { 0, 5 * MS };

	while (count < signals && now(CLOCK_MONOTONIC) < end)
		nanosleep(&nap, NULL);
}

static void alarms(void)
{
	catch (SIGALRM);
	EXPECT_EQ(alarm(0), 0);
	EXPECT_EQ(alarm(100), 0);
	EXPECT(alarm(1) >= 99);
	wait_for(1, 5 * S);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(alarm(0), 0);
	alarm(1);
	EXPECT_EQ(alarm(0), 1);
	wait_for(2, 1500 * MS);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(ualarm(20000, 0), 0);
	wait_for(2, 5 * S);
	EXPECT_EQ(count, 2);
}

static void intervals(void)
{
	struct itimerval t = { { 0, 20000 }, { 0, 50000 } }, old;

	catch (SIGALRM);
	EXPECT_EQ(setitimer(ITIMER_REAL, &t, NULL), 0);
	EXPECT_EQ(getitimer(ITIMER_REAL, &old), 0);
	EXPECT_EQ(old.it_interval.tv_usec, 20000);
	EXPECT(old.it_value.tv_sec == 0 && old.it_value.tv_usec <= 50000);
	wait_for(5, 5 * S);
	EXPECT(count >= 5);
	t = (struct itimerval){ { 0, 0 }, { 0, 0 } };
	EXPECT_EQ(setitimer(ITIMER_REAL, &t, &old), 0);
	EXPECT_EQ(old.it_interval.tv_usec, 20000);
	count = 0;
	wait_for(1, 100 * MS);
	EXPECT_EQ(count, 0);
	EXPECT_ERROR(setitimer(99, &t, NULL), EINVAL);
	EXPECT_ERROR(getitimer(-1, &t), EINVAL);
	EXPECT_ERROR(getitimer(ITIMER_REAL, (void *)8), EFAULT);
	t.it_value.tv_usec = 1000000;
	EXPECT_ERROR(setitimer(ITIMER_REAL, &t, NULL), EINVAL);
}

/* CPU time passes only while the program runs. */
static void cpu_intervals(void)
{
	struct itimerval t = { { 0, 0 }, { 0, 50000 } };
	long long end;

	catch (SIGVTALRM);
	EXPECT_EQ(setitimer(ITIMER_VIRTUAL, &t, NULL), 0);
	for (end = now(CLOCK_MONOTONIC) + 10 * S; !count && now(CLOCK_MONOTONIC) < end;)
		continue;
	EXPECT_EQ(count, 1);
	catch (SIGPROF);
	EXPECT_EQ(setitimer(ITIMER_PROF, &t, NULL), 0);
	for (end = now(CLOCK_MONOTONIC) + 10 * S; !count && now(CLOCK_MONOTONIC) < end;)
		continue;
	EXPECT_EQ(count, 1);
}

static void of_posix(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
	struct itimerspec t = { { 0, 0 }, { 0, 30 * MS } }, old;
	timer_t id, other;

	catch (SIGRTMIN);
	e.sigev_value.sival_int = 42;
	EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &e, &id), 0);
	EXPECT_EQ(timer_gettime(id, &old), 0);
	EXPECT_EQ(old.it_value.tv_sec | old.it_value.tv_nsec, 0);
	EXPECT_EQ(timer_settime(id, 0, &t, &old), 0);
	EXPECT_EQ(timer_gettime(id, &old), 0);
	EXPECT(old.it_value.tv_sec == 0 && old.it_value.tv_nsec <= 30 * MS);
	wait_for(1, 5 * S);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(last_code, SI_TIMER);
	EXPECT_EQ(last_value, 42);
	EXPECT_EQ(timer_getoverrun(id), 0);
	/* At a time that has passed: at once. */
	clock_gettime(CLOCK_MONOTONIC, &t.it_value);
	t.it_value.tv_sec--;
	EXPECT_EQ(timer_settime(id, TIMER_ABSTIME, &t, NULL), 0);
	wait_for(2, 5 * S);
	EXPECT_EQ(count, 2);
	EXPECT_EQ(timer_create(CLOCK_REALTIME, NULL, &other), 0);
	EXPECT(other != id);
	EXPECT_EQ(timer_delete(other), 0);
	EXPECT_ERROR(timer_delete(other), EINVAL);
	EXPECT_EQ(timer_delete(id), 0);
	EXPECT_ERROR(timer_gettime(id, &old), EINVAL);
	EXPECT_ERROR(timer_settime(id, 0, &t, NULL), EINVAL);
	EXPECT_ERROR(timer_getoverrun(id), EINVAL);
	EXPECT_ERROR(timer_create(1000, &e, &id), EINVAL);
	e.sigev_signo = 1000;
	EXPECT_ERROR(timer_create(CLOCK_MONOTONIC, &e, &id), EINVAL);
	e.sigev_notify = 77;
	EXPECT_ERROR(timer_create(CLOCK_MONOTONIC, &e, &id), EINVAL);
}

/* While its signal waits, expirations are counted. */
static void overrun(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	struct itimerspec t = { { 0, 10 * MS }, { 0, 10 * MS } };
	const struct timespec nap = { 0, 100 * MS };
	sigset_t set;
	timer_t id;

	catch (SIGUSR1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	REQUIRE_EQ(timer_create(CLOCK_MONOTONIC, &e, &id), 0);
	EXPECT_EQ(timer_settime(id, 0, &t, NULL), 0);
	nanosleep(&nap, NULL);
	EXPECT_EQ(count, 0);
	t = (struct itimerspec){ { 0, 0 }, { 0, 0 } };
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	EXPECT(count >= 1);
	EXPECT(timer_getoverrun(id) >= 3);
	EXPECT_EQ(timer_settime(id, 0, &t, NULL), 0);
	EXPECT_EQ(timer_delete(id), 0);
}

static void no_notice(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_NONE };
	struct itimerspec t = { { 0, 0 }, { 100, 0 } }, left;
	timer_t id;

	REQUIRE_EQ(timer_create(CLOCK_MONOTONIC, &e, &id), 0);
	EXPECT_EQ(timer_settime(id, 0, &t, NULL), 0);
	EXPECT_EQ(timer_gettime(id, &left), 0);
	EXPECT(left.it_value.tv_sec == 99 || left.it_value.tv_sec == 100);
	EXPECT_EQ(timer_delete(id), 0);
}

static int calls, called_with;
static pthread_t called_in;

static void called(union sigval value)
{
	called_with = value.sival_int;
	called_in = pthread_self();
	__atomic_fetch_add(&calls, 1, __ATOMIC_SEQ_CST);
}

static void with_thread(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_THREAD };
	struct itimerspec t = { { 0, 20 * MS }, { 0, 20 * MS } }, old;
	const struct timespec nap = { 0, 5 * MS };
	timer_t id;
	int n;

	e.sigev_notify_function = called;
	e.sigev_value.sival_int = 7;
	REQUIRE_EQ(timer_create(CLOCK_MONOTONIC, &e, &id), 0);
	EXPECT_EQ(timer_settime(id, 0, &t, NULL), 0);
	EXPECT_EQ(timer_gettime(id, &old), 0);
	EXPECT_EQ(old.it_interval.tv_nsec, 20 * MS);
	for (int i = 0; i < 1000 && __atomic_load_n(&calls, __ATOMIC_SEQ_CST) < 5; i++)
		nanosleep(&nap, NULL);
	EXPECT(calls >= 5);
	EXPECT_EQ(called_with, 7);
	EXPECT(!pthread_equal(called_in, pthread_self()));
	EXPECT_EQ(timer_delete(id), 0);
	nanosleep(&(struct timespec){ 0, 50 * MS }, NULL);
	n = __atomic_load_n(&calls, __ATOMIC_SEQ_CST);
	nanosleep(&(struct timespec){ 0, 100 * MS }, NULL);
	EXPECT_EQ(__atomic_load_n(&calls, __ATOMIC_SEQ_CST), n);
	EXPECT_ERROR(timer_create(1000, &e, &id), EINVAL);
}

/* Made and dropped many times: nothing is left. */
static void many(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_THREAD };
	timer_t id[20];

	e.sigev_notify_function = called;
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 20; i++)
			REQUIRE_EQ(timer_create(CLOCK_MONOTONIC, &e, &id[i]), 0);
		for (int i = 0; i < 20; i++)
			REQUIRE_EQ(timer_delete(id[i]), 0);
	}
}

static void used_time(void)
{
	struct tms t;
	clock_t a = times(&t), b;
	long ticks = sysconf(_SC_CLK_TCK);

	EXPECT(a != (clock_t)-1 && ticks == 100);
	nanosleep(&(struct timespec){ 0, 200 * MS }, NULL);
	b = times(&t);
	EXPECT(b - a >= 19 && b - a < 6000);
	EXPECT(t.tms_utime >= 0 && t.tms_stime >= 0);
	EXPECT(clock() >= 0);
}

static const struct guest_case cases[] = {
	{ "alarms", alarms },
	{ "intervals", intervals },
	{ "cpu_intervals", cpu_intervals },
	{ "of_posix", of_posix },
	{ "overrun", overrun },
	{ "no_notice", no_notice },
	{ "with_thread", with_thread },
	{ "many", many },
	{ "used_time", used_time },
};

GUEST_MAIN(cases)
