/*
 * servers/process/vfs.c - what the VFS server is told and asked.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/vfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/process/groups.h"
#include "servers/process/kernel.h"
#include "servers/process/signals.h"

#define SIGNALS_AT_ONCE 16

static int connection; /* a capability to its endpoint; 0: there is none */

static int say_hello(void)
{
	static int bell;
	struct xinim_message m = { .label = VFS_HELLO | XINIM_LABEL_CAP };

	if (!bell) {
		int n = xinim_notification_create();

		if (n < 0)
			return n;
		if (xinim_notification_bind(n, server_endpoint) != 0) {
			xinim_cap_close(n);
			return -EAGAIN;
		}
		bell = n;
	}
	m.word[0] = EVENT_VFS;
	m.word[5] = (uint64_t)bell;
	return xinim_call(connection, &m, XINIM_FOREVER);
}

/* What PID 1 has, all that come after it inherit. */
static void tell_first_limits(void)
{
	const struct proc *p = proc_find(1);

	for (int i = 0; p && i < LIMITS; i++)
		vfs_limit(p, i);
}

/* -EAGAIN: there is no VFS server, now. */
static int connect_vfs(void)
{
	int cap, error;

	if (connection)
		return 0;
	cap = xinim_route_connect(XINIM_ROUTE_VFS);
	if (cap < 0)
		return -EAGAIN;
	connection = cap;
	error = say_hello();
	if (!error)
		tell_first_limits();
	return error;
}

/*
 * Calls it with m, whose answer is in m. Should it have died, its successor
 * knows nothing of our processes: the connection is made anew next time.
 */
static int64_t ask(struct xinim_message *m)
{
	int error = connect_vfs();

	if (error)
		return error;
	error = xinim_call(connection, m, XINIM_FOREVER);
	if (error == -EPIPE || error == -EBADF) {
		xinim_cap_close(connection);
		connection = 0;
		return -EAGAIN;
	}
	return error ? error : (int64_t)m->word[0];
}

static int64_t tell(enum vfs_label label, uint64_t a, uint64_t b, uint64_t c)
{
	struct xinim_message m = { .label = label, .word = { a, b, c } };
	int64_t result = ask(&m);

	return result == -EAGAIN ? 0 : result;
}

int vfs_fork(const struct proc *parent, int32_t child, uint32_t share)
{
	return (int)tell(VFS_FORK, parent->node.id, (uint32_t)child, share);
}

void vfs_exit(int32_t pid)
{
	(void)tell(VFS_EXIT, (uint32_t)pid, 0, 0);
}

void vfs_continued(int32_t pid)
{
	(void)tell(VFS_CONTINUED, (uint32_t)pid, 0, 0);
}

int vfs_identity(const struct proc *p)
{
	const struct cred *c = &p->cred;
	uint32_t n = c->groups ? c->groups->count : 0;
	struct vfs_identity *id = malloc(VFS_IDENTITY_SIZE(n));
	int error;

	if (!id)
		return -ENOMEM;
	*id = (struct vfs_identity){
		.euid = c->user.files,
		.egid = c->group.files,
		.uid = c->user.real,
		.gid = c->group.real,
		.ngroups = n,
	};
	if (n)
		memcpy(id->groups, c->groups->id, n * sizeof(id->groups[0]));
	error = (int)tell(VFS_IDENTITY, p->node.id, (uintptr_t)id, VFS_IDENTITY_SIZE(n));
	free(id);
	return error;
}

void vfs_session(const struct proc *p)
{
	(void)tell(
		VFS_SESSION, p->node.id, (uint32_t)group_id(p), (uint32_t)session_id(p));
}

void vfs_limit(const struct proc *p, int which)
{
	struct xinim_message m = { .label = VFS_LIMIT,
		.word = { p->node.id, (uint64_t)which, p->limit[which].soft,
			p->limit[which].hard } };

	(void)ask(&m);
}

int vfs_unshare(const struct proc *p, uint32_t share)
{
	return (int)tell(VFS_UNSHARE, p->node.id, share, 0);
}

int vfs_exec_take(
	const struct proc *p, char *buffer, size_t length, struct vfs_program *out)
{
	struct xinim_message m = {
		.label = VFS_EXEC_TAKE,
		.word = { p->node.id, (uintptr_t)buffer, length },
	};
	int64_t result = ask(&m);

	if (result < 0)
		return (int)result;
	if ((int64_t)m.word[5] <= 0)
		return m.word[5] ? (int)m.word[5] : -EIO;
	*out = (struct vfs_program){
		.object = (int)m.word[5],
		.size = m.word[1],
		.mode = (uint32_t)m.word[2],
		.uid = (uint32_t)(m.word[3] >> 32),
		.gid = (uint32_t)m.word[3],
		.flags = (uint32_t)m.word[4],
		.strings = (unsigned)result,
	};
	return 0;
}

void vfs_exec_end(const struct proc *p, bool done)
{
	(void)tell(done ? VFS_EXEC_DONE : VFS_EXEC_FAILED, p->node.id, 0, 0);
}

static int64_t ask_pidfd(struct xinim_message *m)
{
	int64_t result = ask(m);

	return result == -EAGAIN ? -ENOSYS : result;
}

int64_t vfs_pidfd_open(const struct proc *self, const struct proc *target, bool nonblock)
{
	struct xinim_message m = {
		.label = VFS_PIDFD_OPEN,
		.word = { self->node.id, target->node.id, target->serial,
			(nonblock ? VFS_PIDFD_NONBLOCK : 0u) |
				(target->ended ? VFS_PIDFD_ENDED : 0u) },
	};

	return ask_pidfd(&m);
}

void vfs_pidfd_close(const struct proc *self, int64_t fd, const struct proc *target)
{
	(void)tell(VFS_PIDFD_CLOSE, self->node.id, (uint64_t)fd, target->serial);
}

int64_t vfs_pidfd_ask(
	const struct proc *self, uint64_t fd, uint64_t *serial, bool *nonblock)
{
	struct xinim_message m = { .label = VFS_PIDFD_ASK,
		.word = { self->node.id, (uint32_t)fd } };
	int64_t pid = ask(&m);

	if (pid == -EAGAIN) /* no VFS server, no descriptors */
		pid = -EBADF;
	*serial = m.word[1];
	*nonblock = m.word[2] & VFS_PIDFD_NONBLOCK;
	return pid;
}

int64_t vfs_pidfd_take(const struct proc *self, const struct proc *from, uint64_t fd)
{
	struct xinim_message m = { .label = VFS_PIDFD_TAKE,
		.word = { self->node.id, from->node.id, (uint32_t)fd } };

	return ask_pidfd(&m);
}

void vfs_pidfd_reaped(const struct proc *p)
{
	(void)tell(VFS_PIDFD_REAPED, p->node.id, 0, 0);
}

static void send_one(const struct vfs_signal *s)
{
	siginfo_t info;

	if (s->signal <= 0 || s->signal > SIGRTMAX)
		return;
	memset(&info, 0, sizeof(info));
	info.si_signo = s->signal;
	info.si_code = s->code;
	if (s->signal == SIGIO) {
		info.si_band = (long)s->band;
		info.si_fd = s->fd;
	}
	if (s->code == SI_MESGQ)
		info.si_value.sival_ptr = (void *)s->band;
	if (s->target < 0) {
		struct group *g = group_find(-s->target);

		if (g && (s->signal == SIGTTIN || s->signal == SIGTTOU) &&
			group_is_orphaned(g, NULL))
			(void)tell(VFS_ORPHANED, (uint32_t)-s->target, 0, 0);
		else if (g)
			signal_group_info(g, &info);
	} else {
		struct proc *p = proc_known(s->target);

		if (p && !p->ended)
			(void)signal_send(p, 0, &info);
	}
}

void vfs_fetch_signals(void)
{
	struct vfs_signal got[SIGNALS_AT_ONCE];
	int64_t n;

	do {
		n = tell(VFS_SIGNALS, (uintptr_t)got, SIGNALS_AT_ONCE, 0);
		for (int64_t i = 0; i < n && i < SIGNALS_AT_ONCE; i++)
			send_one(&got[i]);
	} while (n == SIGNALS_AT_ONCE);
}
