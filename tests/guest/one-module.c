/* tests/guest/one-module.c - PID 1 sees its only child come and go.
 *
 * What is left of the system when all the other modules are malformed
 * (malformed-elf.sh) can do this.
 *
 * guest-module: child
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "victim.h"

static int child(void)
{
	return 23;
}

static const struct victim victims[] = {
	{ "child", child, VICTIM_EXIT(23) },
};

/* Not that there is no other: some of those files may be programs. */
static void child_comes_and_goes(void)
{
	int status = -1;

	notify_wait(XINIM_NOTIFY_CHILD);
	EXPECT_EQ(waitpid(VICTIM_FIRST_PID, &status, 0), VICTIM_FIRST_PID);
	victim_compare(VICTIM_FIRST_PID, status);
}

static const struct guest_case cases[] = {
	{ "the child comes and goes", child_comes_and_goes },
};

VICTIM_MAIN(victims, cases)
