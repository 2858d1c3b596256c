/*
 * servers/vfs/main.c - the VFS server: names, descriptors, file systems.
 *
 * It says that ring 3 and its system calls work, in the words the system has
 * always said it in, and waits for work.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <unistd.h>

#include "servers/lib/server.h"

static int start(void *state)
{
	static const char hello[] = "[VFS Server] Hello from Ring 3!\n";

	(void)state;
	if (write(STDOUT_FILENO, hello, sizeof(hello) - 1) != (ssize_t)sizeof(hello) - 1)
		return 1;
	if (printf("[VFS Server] My PID is: %d\n", (int)getpid()) < 0)
		return 1;
	/* Both ways have got through: that is what is said here. */
	if (printf("[VFS Server] Syscalls working! \xe2\x9c\x93\n") < 0 ||
		fflush(stdout) != 0)
		return 1;
	return 0;
}

int main(void)
{
	static const struct server vfs = {
		.name = "VFS Server", .route = XINIM_ROUTE_VFS, .start = start
	};

	return server_run(&vfs);
}
