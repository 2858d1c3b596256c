/* tests/guest/quotas.c - numbers of threads and capabilities that a process may have.
 *
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>

#include <xinim/message.h>
#include <xinim/task.h>

#include "guest.h"

static int p;

static int64_t limit(uint64_t which, uint64_t value)
{
	return xinim_process_control(p, XINIM_PROCESS_LIMIT, which, value, 0);
}

static void threads(void)
{
	struct xinim_regs r = { .rip = 0x400000 };
	int last = 0;

	EXPECT_EQ(limit(XINIM_LIMIT_THREADS, 3), 0);
	for (int i = 0; i < 3; i++) {
		last = xinim_thread_create(p, &r);
		EXPECT(last > 0);
	}
	EXPECT_EQ(xinim_thread_create(p, &r), -EAGAIN);
	EXPECT_EQ(limit(XINIM_LIMIT_THREADS, 4), 0);
	EXPECT(xinim_thread_create(p, &r) > 0);
	EXPECT_EQ(xinim_thread_create(p, &r), -EAGAIN);
	/* Fewer than there are: it has none the less, and gets no more. */
	EXPECT_EQ(limit(XINIM_LIMIT_THREADS, 1), 0);
	EXPECT_EQ(xinim_thread_create(p, &r), -EAGAIN);
}

static void capabilities(void)
{
	int cap = xinim_endpoint_create();
	int64_t got = 0;

	REQUIRE(cap > 0);
	EXPECT_EQ(limit(XINIM_LIMIT_CAPS, 5), 0);
	for (int i = 0; i < 5; i++) {
		got = xinim_process_control(p, XINIM_PROCESS_GIVE, cap, 1, 0);
		EXPECT(got > 0);
	}
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_GIVE, cap, 1, 0), -EMFILE);
	/* What is taken away is not counted any more. */
	EXPECT_EQ(xinim_cap_revoke(cap), 0);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_GIVE, cap, 1, 0), 1);
	/* Its own number is what counts, not ours. */
	EXPECT(xinim_endpoint_create() > 0);
	EXPECT_EQ(xinim_cap_close(cap), 0);
}

static const struct guest_case cases[] = {
	{ "threads", threads },
	{ "capabilities", capabilities },
};

int main(int argc, char **argv)
{
	p = xinim_process_create("child");
	if (p < 0)
		return 1;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
