/*
 * servers/memory/main.c - the memory server: mmap, limits, shared memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <unistd.h>

#include "servers/lib/server.h"

static const struct server memory;

static int start(void *state)
{
	(void)state;
	server_log(&memory, "Hello from Ring 3! My PID is: %d", (int)getpid());
	return 0;
}

static const struct server memory = {
	.name = "Memory Manager", .route = XINIM_ROUTE_MEMORY, .start = start
};

int main(void)
{
	return server_run(&memory);
}
