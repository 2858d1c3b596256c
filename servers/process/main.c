/*
 * servers/process/main.c - the process server: fork, exec, wait, signals.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <unistd.h>

#include "servers/lib/server.h"

static const struct server process;

static int start(void *state)
{
	(void)state;
	server_log(&process, "Hello from Ring 3! My PID is: %d", (int)getpid());
	return 0;
}

static const struct server process = {
	.name = "Process Manager", .route = XINIM_ROUTE_PROCESS, .start = start
};

int main(void)
{
	return server_run(&process);
}
