/* tests/posix/clock-set.c - the date is set, and who sleeps until a date hears of it.
 *
 * guest-cpus: 2
 * guest-manifest: control
 * guest-clock: virtual
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "clock.h"

static int until_killed(void)
{
	const struct timespec nap = { 1000, 0 };

	while (nanosleep(&nap, NULL) == 0)
		continue;
	return 1;
}

static int set(long long to)
{
	return (int)xinim_process_control(
		XINIM_CAP_SELF, XINIM_PROCESS_SET_CLOCK, (uint64_t)to, 0, 0);
}

static volatile int *state;

static int sleeps_until_tomorrow(void *unused)
{
	struct timespec when;

	(void)unused;
	clock_gettime(CLOCK_REALTIME, &when);
	when.tv_sec += 24 * 3600;
	*state = 1;
	if (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &when, NULL) != 0)
		*state = 3;
	else
		*state = by_function(CLOCK_REALTIME) >= ns(&when) ? 2 : 4;
	return until_killed();
}

static void setting(void)
{
	long long before = by_function(CLOCK_REALTIME),
		  uptime = by_function(CLOCK_MONOTONIC);
	struct timespec nap = { 0, 50 * MS };
	struct xinim_vm_map m = { .length = PAGE, .rights = 3, .flags = XINIM_VM_SHARED };
	struct memory_child c;

	state = (volatile int *)xinim_vm_map(XINIM_CAP_SELF, &m);
	REQUIRE((int64_t)state > 0);
	EXPECT_EQ(set(-1), -EINVAL);
	EXPECT_EQ(set(0), -EINVAL);
	EXPECT_EQ(set(before + 3600 * S), 0);
	EXPECT(by_function(CLOCK_REALTIME) - before >= 3600 * S);
	EXPECT(by_call(CLOCK_REALTIME) - before >= 3600 * S);
	EXPECT(by_call(CLOCK_REALTIME) - before < 3660 * S);
	EXPECT(by_function(CLOCK_MONOTONIC) - uptime < 60 * S);
	/* Who sleeps until a date wakes when the clock jumps past it. */
	c = memory_child_start(sleeps_until_tomorrow, NULL);
	while (*state == 0)
		nanosleep(&nap, NULL);
	nanosleep(&nap, NULL);
	EXPECT_EQ(*state, 1);
	EXPECT_EQ(set(before + 30 * 3600 * S), 0);
	for (int i = 0; i < 100 && *state == 1; i++)
		nanosleep(&nap, NULL);
	EXPECT_EQ(*state, 2);
	EXPECT_EQ(xinim_process_control(c.cap, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(set(before), 0);
	EXPECT(by_function(CLOCK_REALTIME) - before < 60 * S);
}

static int waits_for_tomorrow(void *unused)
{
	static uint32_t word = 7;
	struct timespec when;

	(void)unused;
	clock_gettime(CLOCK_REALTIME, &when);
	when.tv_sec += 24 * 3600;
	*state = 1;
	if (syscall(SYS_futex, &word, 9 | 128 | 256, 7, &when, NULL, -1) == 0 ||
		errno != ETIMEDOUT)
		*state = 3;
	else
		*state = by_function(CLOCK_REALTIME) >= ns(&when) ? 2 : 4;
	return until_killed();
}

/* The same of a futex's limit: a condition variable's, say. */
static void limits(void)
{
	long long before = by_function(CLOCK_REALTIME);
	struct timespec nap = { 0, 50 * MS };
	struct memory_child c;

	*state = 0;
	c = memory_child_start(waits_for_tomorrow, NULL);
	while (*state == 0)
		nanosleep(&nap, NULL);
	nanosleep(&nap, NULL);
	EXPECT_EQ(set(before + 3600 * S), 0);
	nanosleep(&nap, NULL);
	EXPECT_EQ(*state, 1);
	EXPECT_EQ(set(before + 30 * 3600 * S), 0);
	for (int i = 0; i < 100 && *state == 1; i++)
		nanosleep(&nap, NULL);
	EXPECT_EQ(*state, 2);
	EXPECT_EQ(xinim_process_control(c.cap, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(set(before), 0);
}

static const struct guest_case cases[] = {
	{ "setting", setting },
	{ "limits", limits },
};

GUEST_MAIN(cases)
