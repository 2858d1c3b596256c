/*
 * servers/lib/vfs_client.c - a driver's connection to the VFS server.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/lib/vfs_client.h"

#include <errno.h>
#include <sys/syscall.h>
#include <time.h>

static int vfs = -1; /* a connection; less than 0: none */

/* Waits for the VFS server, which is started at the same time. */
static int connect_vfs(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	while (vfs < 0) {
		vfs = xinim_route_connect(XINIM_ROUTE_VFS);
		if (vfs == -EAGAIN)
			xinim_syscall4(SYS_clock_nanosleep, 1, 0, (long)&moment, 0);
		else if (vfs < 0)
			return vfs;
	}
	return 0;
}

int64_t vfs_ask(struct xinim_message *m)
{
	int error = connect_vfs();

	if (!error)
		error = xinim_call(vfs, m, XINIM_FOREVER);
	return error ? error : (int64_t)m->word[0];
}
