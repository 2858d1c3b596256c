/* tests/guest/scheduling.h - the cases of scheduling.c and scheduling-smp.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sched.h>
#include <time.h>

#include "victim.h"

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t = { 0, 0 };

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Never lets go of the CPU and never ends. */
static int spin(void)
{
	static volatile bool on = true;

	while (on)
		continue;
	return 0;
}

/* Gets its turn only if the spinners are made to give it. */
static int quick(void)
{
	return 3;
}

/* So does this one, at each wake-up. */
static int sleepy(void)
{
	struct timespec ms = { 0, 1000000 };

	for (int i = 0; i < 5; i++)
		if (nanosleep(&ms, NULL) != 0)
			return 1;
	return 3;
}

static int yielding(void)
{
	for (int i = 0; i < 5; i++)
		if (sched_yield() != 0)
			return 1;
	return 3;
}

/* All those that end, end, although spinners hold the CPUs. */
static void everybody_gets_a_turn(void)
{
	size_t dead = 0, ending = 0;
	int status;
	pid_t pid;

	for (size_t i = 0; i < victim_count; i++)
		ending += victim_table[i].run != spin;
	notify_wait(XINIM_NOTIFY_CHILD);
	while (dead < ending) {
		pid = waitpid(-1, &status, 0);
		REQUIRE(pid > 0);
		victim_compare(pid, status);
		dead++;
	}
	EXPECT_EQ(waitpid(-1, &status, WNOHANG), 0);
}

/* PID 1 has a higher priority than the spinners: nothing keeps it from the CPU. */
static void init_is_not_held_up(void)
{
	uint64_t start = clock_ns(CLOCK_MONOTONIC);
	struct timespec ms = { 0, 5000000 };

	for (int i = 0; i < 20; i++)
		EXPECT_EQ(nanosleep(&ms, NULL), 0);
	EXPECT(clock_ns(CLOCK_MONOTONIC) - start >= 20 * 5000000);
	for (int i = 0; i < 100; i++)
		EXPECT_EQ(sched_yield(), 0);
}

static const struct guest_case cases[] = {
	{ "everybody gets a turn", everybody_gets_a_turn },
	{ "PID 1 is not held up", init_is_not_held_up },
};
