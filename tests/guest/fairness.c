/* tests/guest/fairness.c - equals get equal shares of the CPU.
 *
 * The clock counts instructions, so that nothing but the scheduler decides who
 * gets how much.
 *
 * guest-qemu: -icount shift=0,sleep=off
 * guest-module: worker-0
 * guest-module: worker-1
 * guest-module: worker-2
 * guest-module: worker-3
 * guest-module: interrupter
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <time.h>

#include "victim.h"

#define SHARE_NS 200000000 /* twenty turns */
#define TURN_NS  10000000

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t = { 0, 0 };

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Ends once it has had its share: all four, if they are treated alike, at about one time. */
static int work(void)
{
	while (clock_ns(CLOCK_THREAD_CPUTIME_ID) < SHARE_NS)
		continue;
	return 3;
}

/* Sleeps and wakes all the time: who is in its turn then goes on with it afterwards. */
static int interrupt(void)
{
	struct timespec nap = { 0, 700000 };

	while (nanosleep(&nap, NULL) == 0)
		continue;
	return 1;
}

static uint64_t ended[4];

static void all_end_together(void)
{
	uint64_t first = UINT64_MAX, last = 0;
	int status;

	notify_wait(XINIM_NOTIFY_CHILD);
	for (int i = 0; i < 4; i++) {
		pid_t pid = waitpid(-1, &status, 0);
		uint64_t now = clock_ns(CLOCK_MONOTONIC);

		REQUIRE(pid > 0);
		victim_compare(pid, status);
		ended[i] = now;
		first = now < first ? now : first;
		last = now > last ? now : last;
	}
	printf("  the last ended %u us after the first\n",
		(unsigned int)((last - first) / 1000));
	EXPECT(last - first <= 5 * TURN_NS);
}

static const struct guest_case cases[] = {
	{ "all end together", all_end_together },
};

static const struct victim victims[] = {
	{ "worker-0", work, VICTIM_EXIT(3) },
	{ "worker-1", work, VICTIM_EXIT(3) },
	{ "worker-2", work, VICTIM_EXIT(3) },
	{ "worker-3", work, VICTIM_EXIT(3) },
	{ "interrupter", interrupt, VICTIM_ANY_END },
};

VICTIM_MAIN(victims, cases)
