/* tests/posix/times.c - CPU time: of the program and of the kernel, of processes and threads.
 *
 * What is in user mode and what is not is found out by samples, so that all figures
 * are rough; that they add up and never go back is not.
 *
 * guest-server: process
 * guest-server: memory
 * guest-clock: virtual
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>

#define MS      1000000LL
#define TICK_MS 10

/* The clock of a process or thread, as Linux numbers them; of its user time alone. */
#define CLOCK_OF(number, kind) ((clockid_t)(~(unsigned int)(number) << 3 | (kind)))
#define USER_CLOCK             CLOCK_OF(0, 1)

static long long clock_now(clockid_t clock)
{
	struct timespec t = { 0, -1 };

	EXPECT_EQ(clock_gettime(clock, &t), 0);
	return t.tv_sec * 1000 * MS + t.tv_nsec;
}

static long long of_timeval(struct timeval t)
{
	return t.tv_sec * 1000 * MS + t.tv_usec * 1000;
}

static volatile unsigned int sink;

static void compute(void)
{
	for (unsigned int i = 0; i < 3000000; i++)
		sink += i;
}

static void ask_often(void)
{
	for (unsigned int i = 0; i < 10000; i++)
		syscall(SYS_getppid);
}

static void touch_much(void)
{
	char *p = mmap(NULL, 256 * 4096, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		_exit(3);
	for (unsigned int i = 0; i < 256; i++)
		p[i * 4096] = 1;
	munmap(p, 256 * 4096);
}

/* Does that until so much CPU time has been used. */
static void use(void (*what)(void), clockid_t clock, long long ns)
{
	long long end = clock_now(clock) + ns;

	do
		what();
	while (clock_now(clock) < end);
}

static void shares(void (*what)(void), long long *user, long long *system)
{
	struct rusage before, after;

	EXPECT_EQ(getrusage(RUSAGE_SELF, &before), 0);
	use(what, CLOCK_PROCESS_CPUTIME_ID, 200 * MS);
	EXPECT_EQ(getrusage(RUSAGE_SELF, &after), 0);
	*user = of_timeval(after.ru_utime) - of_timeval(before.ru_utime);
	*system = of_timeval(after.ru_stime) - of_timeval(before.ru_stime);
	EXPECT(*user >= 0);
	EXPECT(*system >= 0);
	EXPECT(*user + *system >= 199 * MS);
}

static void of_whom(void)
{
	long long user, system;

	shares(compute, &user, &system);
	EXPECT(user > 3 * system);
	shares(ask_often, &user, &system);
	EXPECT(system > user / 4);
	shares(touch_much, &user, &system);
	EXPECT(system > user / 4);
}

static void by_times(void)
{
	struct rusage r;
	struct tms t;

	EXPECT(times(&t) != (clock_t)-1);
	EXPECT_EQ(getrusage(RUSAGE_SELF, &r), 0);
	EXPECT(t.tms_stime > 0);
	EXPECT(t.tms_utime > 0);
	EXPECT((of_timeval(r.ru_utime) - t.tms_utime * TICK_MS * MS) <
		100 * TICK_MS * MS);
	EXPECT(of_timeval(r.ru_utime) >= t.tms_utime * TICK_MS * MS);
	EXPECT(of_timeval(r.ru_stime) >= t.tms_stime * TICK_MS * MS);
}

static void of_children(void)
{
	struct rusage r, all;
	struct tms t;
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		use(compute, CLOCK_PROCESS_CPUTIME_ID, 60 * MS);
		use(ask_often, CLOCK_PROCESS_CPUTIME_ID, 60 * MS);
		_exit(0);
	}
	EXPECT_EQ(wait4(pid, &status, 0, &r), pid);
	EXPECT_EQ(status, 0);
	EXPECT(of_timeval(r.ru_utime) > 10 * MS);
	EXPECT(of_timeval(r.ru_stime) > 0);
	EXPECT(of_timeval(r.ru_utime) + of_timeval(r.ru_stime) > 115 * MS);
	EXPECT_EQ(getrusage(RUSAGE_CHILDREN, &all), 0);
	EXPECT(of_timeval(all.ru_stime) >= of_timeval(r.ru_stime));
	times(&t);
	EXPECT(t.tms_cutime > 0);
	EXPECT(t.tms_cstime >= of_timeval(r.ru_stime) / MS / TICK_MS - 1);
}

static void never_back(void)
{
	long long user = 0, system = 0;

	for (int i = 0; i < 2000; i++) {
		struct rusage r;

		EXPECT_EQ(getrusage(RUSAGE_SELF, &r), 0);
		if (of_timeval(r.ru_utime) < user || of_timeval(r.ru_stime) < system) {
			EXPECT_EQ(i, -1);
			return;
		}
		user = of_timeval(r.ru_utime);
		system = of_timeval(r.ru_stime);
		if (i % 8 == 0)
			for (int j = 0; j < 20000; j++)
				sink += (unsigned)j;
	}
}

static volatile int expired;

static void on_expiry(int sig)
{
	(void)sig;
	expired = 1;
}

/* Whatever is done meanwhile, ITIMER_VIRTUAL counts what is done in user mode. */
static void virtual_timer(void)
{
	const struct itimerval t = { .it_value.tv_usec = 50000 };
	long long user = clock_now(USER_CLOCK), all = clock_now(CLOCK_PROCESS_CPUTIME_ID);

	signal(SIGVTALRM, on_expiry);
	expired = 0;
	EXPECT_EQ(setitimer(ITIMER_VIRTUAL, &t, NULL), 0);
	while (!expired)
		ask_often();
	user = clock_now(USER_CLOCK) - user;
	all = clock_now(CLOCK_PROCESS_CPUTIME_ID) - all;
	EXPECT(user >= 50 * MS);
	EXPECT(all > user);
}

/* --- threads --------------------------------------------------------------------------- */

static volatile bool enough;

static void *use_much(void *arg)
{
	(void)arg;
	while (!enough)
		compute();
	return NULL;
}

static void of_thread(void)
{
	struct rusage mine, all;
	pthread_t thread;

	enough = false;
	EXPECT_EQ(pthread_create(&thread, NULL, use_much, NULL), 0);
	use(compute, CLOCK_PROCESS_CPUTIME_ID, 200 * MS);
	enough = true;
	EXPECT_EQ(pthread_join(thread, NULL), 0);
	EXPECT_EQ(getrusage(RUSAGE_THREAD, &mine), 0);
	EXPECT_EQ(getrusage(RUSAGE_SELF, &all), 0);
	EXPECT(of_timeval(mine.ru_utime) + of_timeval(mine.ru_stime) <=
		clock_now(CLOCK_THREAD_CPUTIME_ID));
	EXPECT(of_timeval(mine.ru_utime) < of_timeval(all.ru_utime));
	EXPECT(mine.ru_maxrss > 0);
	EXPECT_ERROR(getrusage(2, &mine), EINVAL);
}

/* A timer on the caller's own time does not run for what other threads do. */
static void thread_timer(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	struct itimerspec t = { .it_value.tv_nsec = 40 * MS }, left;
	long long start;
	pthread_t thread;
	sigset_t set;
	timer_t timer;

	signal(SIGUSR1, on_expiry);
	expired = 0;
	enough = false;
	EXPECT_EQ(timer_create(CLOCK_THREAD_CPUTIME_ID, &e, &timer), 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	EXPECT_EQ(pthread_create(&thread, NULL, use_much, NULL), 0);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	start = clock_now(CLOCK_THREAD_CPUTIME_ID);
	EXPECT_EQ(timer_settime(timer, 0, &t, NULL), 0);
	EXPECT_EQ(timer_gettime(timer, &left), 0);
	EXPECT(left.it_value.tv_nsec > 0 && left.it_value.tv_nsec <= 40 * MS);
	while (!expired)
		compute();
	EXPECT(clock_now(CLOCK_THREAD_CPUTIME_ID) - start >= 40 * MS);
	EXPECT_EQ(timer_delete(timer), 0);
	enough = true;
	EXPECT_EQ(pthread_join(thread, NULL), 0);
}

static void timers_of_clocks(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_NONE };
	clockid_t clock;
	pthread_t thread;
	timer_t timer;

	enough = false;
	EXPECT_EQ(pthread_create(&thread, NULL, use_much, NULL), 0);
	EXPECT_EQ(pthread_getcpuclockid(thread, &clock), 0);
	EXPECT_EQ(timer_create(clock, &e, &timer), 0);
	EXPECT_EQ(timer_delete(timer), 0);
	enough = true;
	EXPECT_EQ(pthread_join(thread, NULL), 0);
	EXPECT_ERROR(timer_create(clock, &e, &timer), EINVAL);
	EXPECT_EQ(clock_getcpuclockid(getpid(), &clock), 0);
	EXPECT_EQ(timer_create(clock, &e, &timer), 0);
	EXPECT_EQ(timer_delete(timer), 0);
	EXPECT_ERROR(timer_create(CLOCK_OF(31999, 2), &e, &timer), EINVAL);
	EXPECT_ERROR(timer_create(CLOCK_OF(0, 3), &e, &timer), EINVAL);
}

/* One thread sleeps until the process has used so much, which the other does. */
static void sleep_by_use(void)
{
	struct timespec t = { 0, 50 * MS };
	long long start;
	pthread_t thread;

	enough = false;
	EXPECT_EQ(pthread_create(&thread, NULL, use_much, NULL), 0);
	start = clock_now(CLOCK_PROCESS_CPUTIME_ID);
	EXPECT_EQ(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &t, NULL), 0);
	EXPECT(clock_now(CLOCK_PROCESS_CPUTIME_ID) - start >= 50 * MS);
	start = clock_now(CLOCK_PROCESS_CPUTIME_ID) + 50 * MS;
	t.tv_sec = start / (1000 * MS);
	t.tv_nsec = start % (1000 * MS);
	EXPECT_EQ(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME, &t, NULL), 0);
	EXPECT(clock_now(CLOCK_PROCESS_CPUTIME_ID) >= start);
	enough = true;
	EXPECT_EQ(pthread_join(thread, NULL), 0);
	EXPECT_EQ(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &t, NULL), EINVAL);
	EXPECT_EQ(clock_nanosleep(CLOCK_OF(0, 6), 0, &t, NULL), EINVAL);
}

/* Alone, nothing brings the clock on: a signal ends that, and says what was left. */
static void sleep_ended(void)
{
	struct timespec t = { 1000, 0 }, left = { 0, 0 };
	struct itimerval soon = { .it_value.tv_usec = 20000 };

	signal(SIGALRM, on_expiry);
	EXPECT_EQ(setitimer(ITIMER_REAL, &soon, NULL), 0);
	EXPECT_EQ(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &t, &left), EINTR);
	EXPECT(left.tv_sec >= 990 && left.tv_sec <= 1000);
}

static const struct guest_case cases[] = {
	{ "of whom", of_whom },
	{ "by times", by_times },
	{ "of children", of_children },
	{ "never back", never_back },
	{ "ITIMER_VIRTUAL", virtual_timer },
	{ "of a thread", of_thread },
	{ "timer of a thread", thread_timer },
	{ "timers of clocks", timers_of_clocks },
	{ "sleep by use", sleep_by_use },
	{ "sleep ended", sleep_ended },
};
GUEST_MAIN(cases)
