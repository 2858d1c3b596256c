/*
 * servers/process/pidfd.c - pidfd_open, pidfd_send_signal, pidfd_getfd.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/pidfd.h"

#include <errno.h>
#include <fcntl.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"
#include "servers/process/signals.h"
#include "servers/process/vfs.h"

int64_t pidfd_make(struct proc *self, struct proc *p, bool nonblock)
{
	static uint64_t last;

	if (!p->serial)
		p->serial = ++last;
	return vfs_pidfd_open(self, p, nonblock);
}

int pidfd_find(struct proc *self, uint64_t fd, struct proc **p, bool *nonblock)
{
	uint64_t serial;
	int64_t pid = vfs_pidfd_ask(self, fd, &serial, nonblock);

	*p = NULL;
	if (pid < 0)
		return (int)pid;
	*p = proc_known((int32_t)pid);
	return *p && (*p)->serial == serial ? 0 : -ESRCH;
}

int64_t call_pidfd_open(struct proc *self, const struct server_call *call)
{
	int32_t pid = (int32_t)call->arg[0];
	uint32_t flags = (uint32_t)call->arg[1];
	struct proc *p;

	if ((flags & ~(uint32_t)O_NONBLOCK) || pid <= 0)
		return -EINVAL;
	p = proc_find(pid);
	if (p)
		return pidfd_make(self, p, flags & O_NONBLOCK);
	/* A thread that is not its process's first has no descriptor. */
	return kernel_process(
		       XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, (uint32_t)pid, 0, 0) > 0
		? -EINVAL
		: -ESRCH;
}

int64_t call_pidfd_send_signal(struct proc *self, const struct server_call *call)
{
	uint32_t flags = (uint32_t)call->arg[3];
	struct proc *p;
	bool nonblock;
	int error;

	if (flags & (flags - 1) || flags > 4)
		return -EINVAL;
	error = pidfd_find(self, call->arg[0], &p, &nonblock);
	return error ? error : signal_by_pidfd(self, p, call);
}

/* Linux: who may trace it. */
static bool may_look_into(const struct proc *self, const struct proc *p)
{
	return self == p || cred_may(&self->cred, CAPABILITY_PTRACE) ||
		(!p->undumpable && cred_may_limit(&self->cred, &p->cred));
}

int64_t call_pidfd_getfd(struct proc *self, const struct server_call *call)
{
	struct proc *p;
	bool nonblock;
	int error;

	if ((uint32_t)call->arg[2])
		return -EINVAL;
	error = pidfd_find(self, call->arg[0], &p, &nonblock);
	if (error)
		return error;
	if (p->ended)
		return -ESRCH;
	if (!may_look_into(self, p))
		return -EPERM;
	return vfs_pidfd_take(self, p, call->arg[1]);
}
