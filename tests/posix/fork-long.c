/* tests/posix/fork-long.c - ten thousand forks, and no page is missing afterwards.
 *
 * guest-server: process
 * guest-cpus: 2
 * guest-timeout: 900
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

static void forks(int n)
{
	for (volatile int i = 0; i < n; i++) {
		pid_t pid = i % 4 ? fork() : vfork();

		if (pid == 0)
			_exit(i & 0x7f);
		REQUIRE(pid > 0);
		REQUIRE_EQ(reap(pid), i & 0x7f);
	}
}

static void ten_thousand(void)
{
	long before;

	forks(1000);
	before = free_pages();
	forks(10000);
	EXPECT_EQ(free_pages(), before);
}

static const struct guest_case cases[] = {
	{ "ten_thousand", ten_thousand },
};
GUEST_MAIN(cases)
