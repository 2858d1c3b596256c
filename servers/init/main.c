/*
 * servers/init/main.c - PID 1: hears of every orphan's and child's death.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/abi.h>

#include "servers/lib/server.h"

static const struct server init;

static int start(void *state)
{
	(void)state;
	server_log(&init, "Hello from Ring 3! My PID is: %d", (int)getpid());
	return 0;
}

static void report(pid_t pid, int status)
{
	if (WIFSIGNALED(status))
		server_log(&init, "PID %d was killed by signal %d", (int)pid,
			WTERMSIG(status));
	else
		server_log(&init, "PID %d exited with status %d", (int)pid,
			WEXITSTATUS(status));
}

/* Several deaths may come as one notification: reap until there is none left. */
static void notified(void *state, uint64_t bits)
{
	int status;
	pid_t pid;

	(void)state;
	if (!(bits & XINIM_NOTIFY_CHILD))
		return;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		report(pid, status);
}

static const struct server init = {
	.name = "Init",
	.route = SERVER_NO_ROUTE,
	.start = start,
	.notified = notified,
};

int main(void)
{
	return server_run(&init);
}
