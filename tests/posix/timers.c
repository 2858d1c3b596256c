/* tests/posix/timers.c - alarm, setitimer, timers of POSIX, limits of CPU time.
 *
 * guest-server: process
 * guest-clock: virtual
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sys/resource.h>
#include <sys/time.h>

static volatile int count;
static siginfo_t last;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last = *info;
	count++;
}

static void catch (int sig)
{
	struct sigaction act = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };

	sigaction(sig, &act, NULL);
	count = 0;
}

static int64_t now_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void wait_for(int n)
{
	int64_t end = now_ms(CLOCK_MONOTONIC) + 5000;

	while (count < n && now_ms(CLOCK_MONOTONIC) < end)
		sleep_ms(1);
}

static void spin_for(int n)
{
	int64_t end = now_ms(CLOCK_MONOTONIC) + 10000;

	while (count < n && now_ms(CLOCK_MONOTONIC) < end)
		;
}

static void alarms(void)
{
	int64_t start = now_ms(CLOCK_MONOTONIC);

	catch (SIGALRM);
	EXPECT_EQ(alarm(100), 0);
	EXPECT_EQ(alarm(1), 100);
	wait_for(1);
	EXPECT_EQ(count, 1);
	EXPECT(now_ms(CLOCK_MONOTONIC) - start >= 1000);
	EXPECT_EQ(alarm(0), 0);
}

static void real_time(void)
{
	struct itimerval v = { { 0, 20000 }, { 0, 30000 } }, got;

	catch (SIGALRM);
	EXPECT_EQ(setitimer(ITIMER_REAL, &v, NULL), 0);
	EXPECT_EQ(getitimer(ITIMER_REAL, &got), 0);
	EXPECT_EQ(got.it_interval.tv_usec, 20000);
	EXPECT(got.it_value.tv_usec > 0 && got.it_value.tv_usec <= 30000);
	wait_for(3);
	EXPECT_EQ(count, 3);
	v = (struct itimerval){ { 0, 0 }, { 0, 0 } };
	EXPECT_EQ(setitimer(ITIMER_REAL, &v, &got), 0);
	EXPECT_EQ(got.it_interval.tv_usec, 20000);
	count = 0;
	sleep_ms(60);
	EXPECT_EQ(count, 0);
	EXPECT_EQ(getitimer(ITIMER_REAL, &got), 0);
	EXPECT_EQ(got.it_value.tv_usec, 0);
}

static void itimer_errors(void)
{
	struct itimerval v = { { 0, 0 }, { 0, 1000000 } };

	EXPECT_ERROR(setitimer(3, &v, NULL), EINVAL);
	EXPECT_ERROR(setitimer(ITIMER_REAL, &v, NULL), EINVAL);
	v.it_value = (struct timeval){ -1, 0 };
	EXPECT_ERROR(setitimer(ITIMER_REAL, &v, NULL), EINVAL);
	EXPECT_ERROR(getitimer(7, &v), EINVAL);
	EXPECT_ERROR(syscall(SYS_getitimer, 0L, 8L), EFAULT);
	EXPECT_ERROR(syscall(SYS_setitimer, 0L, 8L, 0L), EFAULT);
}

static void cpu_time(void)
{
	struct itimerval v = { { 0, 0 }, { 0, 50000 } };
	int64_t start = now_ms(CLOCK_PROCESS_CPUTIME_ID);

	catch (SIGVTALRM);
	EXPECT_EQ(setitimer(ITIMER_VIRTUAL, &v, NULL), 0);
	sleep_ms(120);
	EXPECT_EQ(count, 0);
	spin_for(1);
	EXPECT_EQ(count, 1);
	EXPECT(now_ms(CLOCK_PROCESS_CPUTIME_ID) - start >= 40);
	catch (SIGPROF);
	EXPECT_EQ(setitimer(ITIMER_PROF, &v, NULL), 0);
	spin_for(1);
	EXPECT_EQ(count, 1);
}

static void cpu_limit_body(void)
{
	struct rlimit l = { 1, 2 };

	catch (SIGXCPU);
	CHILD_EXPECT(setrlimit(RLIMIT_CPU, &l) == 0);
	spin_for(1);
	CHILD_EXPECT(count == 1);
	for (;;)
		;
}

static void cpu_limit(void)
{
	EXPECT_EQ(in_child(cpu_limit_body), 1000 + SIGKILL);
}

static void posix_timer(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 1 };
	struct itimerspec v = { { 0, 10000000 }, { 0, 20000000 } }, got;
	timer_t id;

	catch (SIGRTMIN + 1);
	e.sigev_value.sival_int = 4711;
	REQUIRE_EQ(timer_create(CLOCK_MONOTONIC, &e, &id), 0);
	EXPECT_EQ(timer_gettime(id, &got), 0);
	EXPECT_EQ(got.it_value.tv_nsec, 0);
	EXPECT_EQ(timer_settime(id, 0, &v, NULL), 0);
	EXPECT_EQ(timer_gettime(id, &got), 0);
	EXPECT(got.it_value.tv_nsec > 0 && got.it_value.tv_nsec <= 20000000);
	EXPECT_EQ(got.it_interval.tv_nsec, 10000000);
	wait_for(3);
	EXPECT(count >= 3);
	EXPECT_EQ(last.si_code, SI_TIMER);
	EXPECT_EQ(last.si_value.sival_int, 4711);
	EXPECT_EQ(timer_delete(id), 0);
	EXPECT_ERROR(timer_delete(id), EINVAL);
	EXPECT_ERROR(timer_gettime(id, &got), EINVAL);
}

static void overruns(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	struct itimerspec v = { { 0, 1000000 }, { 0, 1000000 } };
	sigset_t set, old;
	timer_t id;
	int more;

	catch (SIGUSR1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	REQUIRE_EQ(timer_create(CLOCK_REALTIME, &e, &id), 0);
	EXPECT_EQ(timer_settime(id, 0, &v, NULL), 0);
	sleep_ms(100);
	v = (struct itimerspec){ { 0, 0 }, { 0, 0 } };
	sigprocmask(SIG_SETMASK, &old, NULL);
	EXPECT(count >= 1);
	more = timer_getoverrun(id);
	EXPECT(more >= 20 && more <= 200);
	EXPECT_EQ(timer_delete(id), 0);
}

static void absolute(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	struct itimerspec v = { { 0, 0 }, { 0, 0 } };
	struct timespec t;
	timer_t id;

	catch (SIGUSR1);
	REQUIRE_EQ(timer_create(CLOCK_REALTIME, &e, &id), 0);
	clock_gettime(CLOCK_REALTIME, &t);
	/* An hour from now, but somebody sets the clock. */
	v.it_value = (struct timespec){ t.tv_sec + 3600, t.tv_nsec };
	EXPECT_EQ(timer_settime(id, TIMER_ABSTIME, &v, NULL), 0);
	sleep_ms(20);
	EXPECT_EQ(count, 0);
	t.tv_sec += 3601;
	EXPECT_EQ(clock_settime(CLOCK_REALTIME, &t), 0);
	wait_for(1);
	EXPECT_EQ(count, 1);
	/* One that lies in the past comes at once. */
	v.it_value = (struct timespec){ 5, 0 };
	EXPECT_EQ(timer_settime(id, TIMER_ABSTIME, &v, NULL), 0);
	wait_for(2);
	EXPECT_EQ(count, 2);
	EXPECT_EQ(timer_delete(id), 0);
}

static void timer_errors(void)
{
	struct sigevent e = { .sigev_notify = 77, .sigev_signo = SIGUSR1 };
	struct itimerspec v = { { 0, 0 }, { 0, 1000000000 } };
	timer_t id;

	EXPECT_ERROR(timer_create(CLOCK_MONOTONIC, &e, &id), EINVAL);
	e.sigev_notify = SIGEV_SIGNAL;
	e.sigev_signo = 65;
	EXPECT_ERROR(timer_create(CLOCK_MONOTONIC, &e, &id), EINVAL);
	EXPECT_ERROR(timer_create(99, NULL, &id), EINVAL);
	EXPECT_ERROR(syscall(SYS_timer_create, 0L, 8L, &id), EFAULT);
	EXPECT_ERROR(syscall(SYS_timer_create, 0L, 0L, 8L), EFAULT);
	EXPECT_ERROR(syscall(SYS_timer_settime, 99L, 0L, &v, 0L), EINVAL);
	REQUIRE_EQ(timer_create(CLOCK_MONOTONIC, NULL, &id), 0);
	EXPECT_ERROR(timer_settime(id, 0, &v, NULL), EINVAL);
	v.it_value.tv_nsec = -1;
	EXPECT_ERROR(timer_settime(id, 0, &v, NULL), EINVAL);
	EXPECT_EQ(timer_getoverrun(id), 0);
	EXPECT_EQ(timer_delete(id), 0);
	EXPECT_ERROR(timer_getoverrun(id), EINVAL);
}

/* Neither alarms nor timers are a child's. */
static void not_inherited_body(void)
{
	struct itimerval got;

	CHILD_EXPECT(getitimer(ITIMER_REAL, &got) == 0 && got.it_value.tv_sec == 0);
}

static void not_inherited(void)
{
	alarm(100);
	EXPECT_EQ(in_child(not_inherited_body), 0);
	EXPECT_EQ(alarm(0), 100);
}

static const struct guest_case cases[] = {
	{ "alarms", alarms },
	{ "real_time", real_time },
	{ "itimer_errors", itimer_errors },
	{ "cpu_time", cpu_time },
	{ "cpu_limit", cpu_limit },
	{ "posix_timer", posix_timer },
	{ "overruns", overruns },
	{ "absolute", absolute },
	{ "timer_errors", timer_errors },
	{ "not_inherited", not_inherited },
};
GUEST_MAIN(cases)
