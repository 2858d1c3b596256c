/* tests/posix/clock.c - clocks read with a call and without, and slept by.
 *
 * guest-cpus: 2
 * guest-clock: virtual
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/time.h>

#include "clock.h"

#include <xinim/abi.h>

static const clockid_t shared[] = { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW,
	CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_TAI };

/* The page and the call tell the same, and neither goes back. */
static void page(void)
{
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		long long last = 0;

		for (int k = 0; k < 1000; k++) {
			long long a = by_call(shared[i]), b = by_function(shared[i]);
			long long c = by_call(shared[i]);

			REQUIRE(last <= a && a <= b && b <= c);
			last = c;
		}
	}
}

/* Nobody writes to it. */
static void page_is_read_only(void)
{
	EXPECT_EQ(MEMORY_READ(XINIM_TIME_PAGE), 0);
	EXPECT_EQ(MEMORY_WRITE(XINIM_TIME_PAGE), SIGSEGV);
	EXPECT_EQ(MEMORY_RUN(XINIM_TIME_PAGE), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(XINIM_TIME_PAGE - PAGE), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(XINIM_TIME_PAGE + PAGE), SIGSEGV);
	/* Nor does a call read or write there for a program. */
	EXPECT_ERROR(
		syscall(SYS_clock_gettime, CLOCK_MONOTONIC, XINIM_TIME_PAGE), EFAULT);
	EXPECT_ERROR(syscall(SYS_nanosleep, XINIM_TIME_PAGE, 0), EFAULT);
}

static void of_day(void)
{
	struct timeval tv;
	struct timezone zone = { 1, 1 };
	time_t now = time(NULL);

	EXPECT_EQ(gettimeofday(&tv, &zone), 0);
	EXPECT(tv.tv_sec == now || tv.tv_sec == now + 1);
	EXPECT(tv.tv_usec >= 0 && tv.tv_usec < 1000000);
	EXPECT_EQ(zone.tz_minuteswest | zone.tz_dsttime, 0);
	/* The battery-backed clock was read. */
	EXPECT(now > 1577836800 && now < 4102444800);
}

static void errors(void)
{
	static const clockid_t bad[] = { 10, 12, 16, 1000, INT32_MAX };
	struct timespec t;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT_ERROR(clock_gettime(bad[i], &t), EINVAL);
		EXPECT_ERROR(clock_getres(bad[i], &t), EINVAL);
		EXPECT_EQ(clock_nanosleep(bad[i], 0, &t, NULL), EINVAL);
	}
	EXPECT_ERROR(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_clock_getres, CLOCK_MONOTONIC, 8), EFAULT);
	EXPECT_EQ(syscall(SYS_clock_getres, CLOCK_MONOTONIC, NULL), 0);
	EXPECT_ERROR(adjtime(NULL, NULL), ENOSYS);
}

/* --- CPU time ------------------------------------------------------------------------ */

static void burn(long long how_long)
{
	long long end = by_function(CLOCK_MONOTONIC) + how_long;

	while (by_function(CLOCK_MONOTONIC) < end)
		continue;
}

static void cpu_time(void)
{
	struct timespec nap = { 0, 50 * MS };
	long long thread = by_function(CLOCK_THREAD_CPUTIME_ID);
	long long process = by_function(CLOCK_PROCESS_CPUTIME_ID);

	EXPECT(thread > 0 && process >= thread);
	burn(20 * MS);
	EXPECT(by_function(CLOCK_PROCESS_CPUTIME_ID) - process > 5 * MS);
	EXPECT(by_function(CLOCK_THREAD_CPUTIME_ID) - thread > 5 * MS);
	process = by_function(CLOCK_PROCESS_CPUTIME_ID);
	nanosleep(&nap, NULL);
	EXPECT(by_function(CLOCK_PROCESS_CPUTIME_ID) - process < 30 * MS);
	EXPECT_EQ(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &nap, NULL), EINVAL);
}

static int until_killed(void)
{
	const struct timespec nap = { 1000, 0 };

	while (nanosleep(&nap, NULL) == 0)
		continue;
	return 1;
}

static int burns(void *unused)
{
	(void)unused;
	burn(50 * MS);
	return until_killed();
}

static void of_others(void)
{
	struct memory_child c = memory_child_start(burns, NULL);
	struct timespec nap = { 0, 200 * MS };
	clockid_t clock = 0;
	long long own;

	REQUIRE(c.pid > 0);
	EXPECT_EQ(clock_getcpuclockid(c.pid, &clock), 0);
	EXPECT(clock < 0);
	nanosleep(&nap, NULL);
	EXPECT(by_function(clock) > 20 * MS);
	EXPECT_EQ(clock_getcpuclockid(0, &clock), 0);
	EXPECT_EQ(clock, CLOCK_PROCESS_CPUTIME_ID);
	EXPECT_EQ(clock_getcpuclockid(getpid(), &clock), 0);
	own = by_function(CLOCK_THREAD_CPUTIME_ID);
	EXPECT(by_function(clock) >= own);
	EXPECT_EQ(clock_getcpuclockid(99999, &clock), ESRCH);
	EXPECT_EQ(clock_getcpuclockid(-5, &clock), ESRCH);
	/* A thread's: only one's own process's. */
	EXPECT(by_function((clockid_t)(~(unsigned)gettid() << 3 | 6)) > 0);
	EXPECT_ERROR(clock_gettime((clockid_t)(~(unsigned)c.pid << 3 | 6), &nap), EINVAL);
	EXPECT_ERROR(
		clock_gettime((clockid_t)(~(unsigned)getpid() << 3 | 3), &nap), EINVAL);
	EXPECT_EQ(xinim_process_control(c.cap, XINIM_PROCESS_KILL, 9, 0, 0), 0);
}

/* --- sleeping ------------------------------------------------------------------------ */

static void sleeping(void)
{
	struct timespec t = { 0, 30 * MS }, bad = { 0, S }, left = { 7, 7 };
	long long start = by_function(CLOCK_MONOTONIC);

	EXPECT_EQ(nanosleep(&t, &left), 0);
	EXPECT(by_function(CLOCK_MONOTONIC) - start >= 30 * MS);
	EXPECT_EQ(left.tv_sec, 7); /* untouched */
	EXPECT_ERROR(nanosleep(&bad, NULL), EINVAL);
	bad = (struct timespec){ -1, 0 };
	EXPECT_ERROR(nanosleep(&bad, NULL), EINVAL);
	EXPECT_ERROR(nanosleep((void *)8, NULL), EFAULT);
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec--;
	EXPECT_EQ(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL), 0);
	clock_gettime(CLOCK_BOOTTIME, &t);
	t.tv_nsec += 30 * MS;
	if (t.tv_nsec >= S) {
		t.tv_sec++;
		t.tv_nsec -= S;
	}
	EXPECT_EQ(clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &t, NULL), 0);
	EXPECT(by_function(CLOCK_BOOTTIME) >= ns(&t));
}

static const struct guest_case cases[] = {
	{ "page", page },
	{ "page_is_read_only", page_is_read_only },
	{ "of_day", of_day },
	{ "errors", errors },
	{ "cpu_time", cpu_time },
	{ "of_others", of_others },
	{ "sleeping", sleeping },
};

GUEST_MAIN(cases)
