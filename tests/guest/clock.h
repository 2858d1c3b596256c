/* tests/guest/clock.h - the cases of clock.c and clock-smp.c.
 *
 * Only lower bounds, by the guest's own clock: how late a sleeper wakes depends
 * on the machine that runs the guest.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>

#include "victim.h"

static const clockid_t clocks[] = { XINIM_CLOCK_REALTIME, XINIM_CLOCK_MONOTONIC,
	XINIM_CLOCK_PROCESS_CPUTIME, XINIM_CLOCK_THREAD_CPUTIME,
	XINIM_CLOCK_MONOTONIC_RAW, XINIM_CLOCK_REALTIME_COARSE, XINIM_CLOCK_MONO_COARSE,
	XINIM_CLOCK_BOOTTIME };
#define CLOCKS (sizeof(clocks) / sizeof(clocks[0]))

static long read_clock(long clock, struct timespec *t)
{
	return syscall(SYS_clock_gettime, clock, t);
}

static int64_t clock_ns(long clock)
{
	struct timespec t = { 0, -1 };

	read_clock(clock, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Does no clock go back, on whatever CPU this process finds itself? */
static int never_back(unsigned int rounds)
{
	int64_t last[CLOCKS] = { 0 };

	for (unsigned int n = 0; n < rounds; n++) {
		for (size_t i = 0; i < CLOCKS; i++) {
			int64_t now = clock_ns(clocks[i]);

			if (now < last[i]) {
				printf("PID %d: clock %d goes from %lld to %lld\n",
					(int)getpid(), (int)clocks[i], (long long)last[i],
					(long long)now);
				return 1;
			}
			last[i] = now;
		}
		if (n % 32 == 0)
			sched_yield();
	}
	return 0;
}

static int watch_clocks(void)
{
	return never_back(400);
}

/* Goes to sleep again and again, and may wake on another CPU. */
static int sleep_and_watch(void)
{
	int64_t last = 0;

	for (int n = 0; n < 10; n++) {
		struct timespec t = { 0, 1000000 };
		int64_t before = clock_ns(CLOCK_MONOTONIC);

		if (before < last || nanosleep(&t, NULL) != 0)
			return 1;
		last = clock_ns(CLOCK_MONOTONIC);
		if (last - before < 1000000)
			return 2;
	}
	return 0;
}

static void every_clock(void)
{
	for (size_t i = 0; i < CLOCKS; i++) {
		struct timespec t = { -1, -1 }, res = { -1, -1 };

		EXPECT_EQ(read_clock(clocks[i], &t), 0);
		EXPECT(t.tv_sec >= 0 && t.tv_nsec >= 0 && t.tv_nsec < 1000000000);
		EXPECT_EQ(syscall(SYS_clock_getres, (long)clocks[i], &res), 0);
		EXPECT(res.tv_sec == 0 && res.tv_nsec > 0);
		EXPECT_EQ(syscall(SYS_clock_getres, (long)clocks[i], NULL), 0);
	}
	EXPECT_EQ(never_back(500), 0);
}

static void no_such_clock(void)
{
	static const long bad[] = { 8, 9, 10, 12, 100, -1, INT32_MAX, INT32_MIN };
	struct timespec t = { 0, 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT_EQ(read_clock(bad[i], &t), -1);
		EXPECT_EQ(errno, EINVAL);
		EXPECT_EQ(syscall(SYS_clock_getres, bad[i], &t), -1);
		EXPECT_EQ(errno, EINVAL);
		EXPECT_EQ(syscall(SYS_clock_nanosleep, bad[i], 0L, &t, NULL), -1);
		EXPECT_EQ(errno, EINVAL);
	}
}

static void clocks_agree(void)
{
	int64_t mono = clock_ns(CLOCK_MONOTONIC), boot = clock_ns(XINIM_CLOCK_BOOTTIME);
	int64_t cpu = clock_ns(XINIM_CLOCK_PROCESS_CPUTIME);

	EXPECT(boot >= mono);
	EXPECT(cpu <= clock_ns(CLOCK_MONOTONIC));
	/* The machine's own clock: this was written in 2025. */
	EXPECT(clock_ns(XINIM_CLOCK_REALTIME) > 1735689600L * 1000000000);
}

/* Sleeping takes time, and none of the CPU's: not more than went by in all. */
static void sleeping(void)
{
	static const long lengths[] = { 0, 1, 1000, 1000000, 20000000 };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct timespec t = { 0, lengths[i] };
		int64_t start = clock_ns(CLOCK_MONOTONIC);

		EXPECT_EQ(syscall(SYS_nanosleep, &t, NULL), 0);
		EXPECT(clock_ns(CLOCK_MONOTONIC) - start >= lengths[i]);
		start = clock_ns(CLOCK_MONOTONIC);
		EXPECT_EQ(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0L, &t, NULL), 0);
		EXPECT(clock_ns(CLOCK_MONOTONIC) - start >= lengths[i]);
		EXPECT_EQ(t.tv_nsec, lengths[i]);
	}
}

static void sleeping_until(void)
{
	static const long kinds[] = { XINIM_CLOCK_MONOTONIC, XINIM_CLOCK_REALTIME,
		XINIM_CLOCK_BOOTTIME };

	for (size_t i = 0; i < 3; i++) {
		struct timespec past = { 0, 0 }, then;

		EXPECT_EQ(syscall(SYS_clock_nanosleep, kinds[i], 1L, &past, NULL), 0);
		EXPECT_EQ(read_clock(kinds[i], &then), 0);
		EXPECT_EQ(syscall(SYS_clock_nanosleep, kinds[i], 1L, &then, NULL), 0);
		then.tv_nsec += 20000000;
		if (then.tv_nsec >= 1000000000) {
			then.tv_nsec -= 1000000000;
			then.tv_sec++;
		}
		EXPECT_EQ(syscall(SYS_clock_nanosleep, kinds[i], 1L, &then, NULL), 0);
		EXPECT(clock_ns(kinds[i]) >= then.tv_sec * 1000000000L + then.tv_nsec);
	}
}

static void bad_times(void)
{
	static const struct timespec bad[] = { { -1, 0 }, { 0, -1 }, { 0, 1000000000 },
		{ 0, INT64_MAX }, { INT64_MIN, 0 }, { 0, INT64_MIN }, { -1, 999999999 } };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT_EQ(syscall(SYS_nanosleep, &bad[i], NULL), -1);
		EXPECT_EQ(errno, EINVAL);
		EXPECT_EQ(
			syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0L, &bad[i], NULL),
			-1);
		EXPECT_EQ(errno, EINVAL);
		EXPECT_EQ(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, 1L, &bad[i], NULL),
			-1);
		EXPECT_EQ(errno, EINVAL);
	}
	EXPECT_EQ(syscall(SYS_nanosleep, NULL, NULL), -1);
	EXPECT_EQ(errno, EFAULT);
}

static const struct guest_case cases[] = {
	{ "no clock goes back", victims_watch },
	{ "every clock", every_clock },
	{ "no such clock", no_such_clock },
	{ "clocks agree", clocks_agree },
	{ "sleeping", sleeping },
	{ "sleeping until", sleeping_until },
	{ "bad times", bad_times },
};
