/*
 * servers/process/shm.c - the groups of who uses shared memory segments.
 *
 * The memory server has the segments. A call that a supplementary group may decide
 * comes here first, and goes back when it has been told of the caller's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>

#include "servers/lib/memory_protocol.h"
#include "servers/process/calls.h"
#include "servers/process/ipc.h"
#include "servers/process/kernel.h"

static int64_t tell_memory(uint64_t label, uint64_t a, uint64_t b, uint64_t c)
{
	static int connection;
	struct xinim_message m = { .label = label, .word = { a, b, c } };
	int64_t error;

	if (connection <= 0)
		connection = xinim_route_connect(XINIM_ROUTE_MEMORY);
	if (connection <= 0)
		return -EACCES;
	error = xinim_call(connection, &m, XINIM_FOREVER);
	if (error == -EPIPE || error == -EBADF) { /* a new memory server, next time */
		xinim_cap_close(connection);
		connection = 0;
	}
	return error ? error : (int64_t)m.word[0];
}

void shm_forget_groups(struct proc *p)
{
	if (!p->groups_told)
		return;
	p->groups_told = false;
	(void)tell_memory(MEMORY_FORGET, p->node.id, 0, 0);
}

static int64_t tell_and_return(struct proc *self, const struct server_call *call)
{
	const struct groups *g = self->cred.groups;
	int64_t error = tell_memory(MEMORY_GROUPS,
		(uint64_t)self->node.id << 32 | (uint32_t)call->id,
		g ? (uintptr_t)g->id : 0, g ? g->count : 0);

	self->groups_told = true;
	if (!error)
		error = xinim_route_forward(XINIM_ROUTE_MEMORY, call->id);
	return error == 0 || error == -ESRCH ? SERVER_PARKED : error;
}

int64_t call_shmget(struct proc *self, const struct server_call *call)
{
	return tell_and_return(self, call);
}

int64_t call_shmat(struct proc *self, const struct server_call *call)
{
	return tell_and_return(self, call);
}

int64_t call_shmctl(struct proc *self, const struct server_call *call)
{
	return tell_and_return(self, call);
}
