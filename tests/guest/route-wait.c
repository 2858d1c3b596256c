/* tests/guest/route-wait.c - calls that come before their server does.
 *
 * PID 1 asks of servers that are not started yet. That counts as its start-up,
 * so that they are; its calls wait for them.
 *
 * guest-module: process serve
 * guest-module: memory end
 * guest-expect: ^PID 3 serves$
 * guest-reject: is not up after
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/task.h>

#include "guest.h"

static void waits_for_the_process_server(void)
{
	EXPECT_EQ(xinim_syscall4(SYS_waitid, 5, 6, 7, 8), 5678);
}

/* It ends without serving anything, and nobody else will. */
static void is_told_that_there_is_none(void)
{
	EXPECT_EQ(xinim_syscall3(SYS_mincore, 0, 0, 0), -ENOSYS);
}

/* No boot module is for this. */
static void does_not_wait_for_nobody(void)
{
	EXPECT_EQ(xinim_syscall3(SYS_read, 0, 0, 0), -ENOSYS);
	EXPECT_EQ(xinim_syscall3(SYS_write, 7, 0, 0), -EBADF);
}

static const struct guest_case cases[] = {
	{ "waits for the process server", waits_for_the_process_server },
	{ "is told that there is none", is_told_that_there_is_none },
	{ "does not wait for nobody", does_not_wait_for_nobody },
};

static int serve(void)
{
	int endpoint = xinim_endpoint_create();
	struct xinim_message m = { 0 };
	uint64_t call = 0;

	printf("PID %d serves\n", (int)getpid());
	fflush(stdout);
	if (xinim_route_serve(XINIM_ROUTE_PROCESS, endpoint) != 0)
		return 1;
	for (;;) {
		call = (uint64_t)xinim_reply_receive(endpoint, call, &m, XINIM_FOREVER);
		m.word[0] =
			m.word[0] * 1000 + m.word[1] * 100 + m.word[2] * 10 + m.word[3];
	}
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return strcmp(argv[1], "serve") == 0 ? serve() : 0;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
