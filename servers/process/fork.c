/*
 * servers/process/fork.c - fork, vfork, clone, clone3.
 *
 * Flags are Linux's. There are no name spaces.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <string.h>

#include <xinim/abi.h>
#include <xinim/task.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/process/calls.h"
#include "servers/process/family.h"
#include "servers/process/ipc.h"
#include "servers/process/kernel.h"
#include "servers/process/pidfd.h"
#include "servers/process/policies.h"
#include "servers/process/signals.h"
#include "servers/process/vfs.h"

#define CLONE_EXIT_SIGNAL    0x000000ffULL
#define CLONE_VM             0x00000100ULL
#define CLONE_FS             0x00000200ULL
#define CLONE_FILES          0x00000400ULL
#define CLONE_SIGHAND        0x00000800ULL
#define CLONE_PIDFD          0x00001000ULL
#define CLONE_PTRACE         0x00002000ULL
#define CLONE_VFORK          0x00004000ULL
#define CLONE_PARENT         0x00008000ULL
#define CLONE_THREAD         0x00010000ULL
#define CLONE_SYSVSEM        0x00040000ULL
#define CLONE_SETTLS         0x00080000ULL
#define CLONE_PARENT_SETTID  0x00100000ULL
#define CLONE_CHILD_CLEARTID 0x00200000ULL
#define CLONE_DETACHED       0x00400000ULL
#define CLONE_UNTRACED       0x00800000ULL
#define CLONE_CHILD_SETTID   0x01000000ULL
#define CLONE_IO             0x80000000ULL
#define CLONE_CLEAR_SIGHAND  0x100000000ULL

#define PID_LIMIT 32768 /* of the kernel */

/* Flags that ask for nothing here: there is no ptrace, no I/O context. */
#define CLONE_IDLE (CLONE_PTRACE | CLONE_DETACHED | CLONE_UNTRACED | CLONE_IO)
#define CLONE_KNOWN                                                                     \
	(CLONE_IDLE | CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_VFORK | \
		CLONE_PARENT | CLONE_THREAD | CLONE_SETTLS | CLONE_PARENT_SETTID |      \
		CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | CLONE_PIDFD |               \
		CLONE_SYSVSEM | CLONE_CLEAR_SIGHAND)

/* What a thread shares with its process, all of it. */
#define CLONE_THREAD_WHOLE (CLONE_THREAD | CLONE_VM | CLONE_SIGHAND)

struct fork_request {
	uint64_t flags; /* without the exit signal */
	int exit_signal;
	uint64_t stack, tls;
	uint64_t parent_tid, child_tid;
	uint64_t pidfd; /* where it goes */
	int32_t number; /* the child's PID; 0: any */
};

static int check(const struct fork_request *r, const struct proc *self)
{
	uint64_t f = r->flags;

	if (f & ~CLONE_KNOWN)
		return -EINVAL;
	if (r->exit_signal < 0 || r->exit_signal > SIGNALS_LAST)
		return -EINVAL;
	if ((f & CLONE_SIGHAND) && !(f & CLONE_VM))
		return -EINVAL;
	if ((f & CLONE_THREAD) && (f & CLONE_THREAD_WHOLE) != CLONE_THREAD_WHOLE)
		return -EINVAL;
	if ((f & CLONE_SIGHAND) && (f & CLONE_CLEAR_SIGHAND))
		return -EINVAL;
	if ((f & CLONE_PIDFD) &&
		((f & (CLONE_DETACHED | CLONE_THREAD)) ||
			((f & CLONE_PARENT_SETTID) && r->pidfd == r->parent_tid)))
		return -EINVAL;
	/* PID 1 has no brothers. */
	if ((f & CLONE_PARENT) && !self->parent)
		return -EINVAL;
	if (((f & CLONE_SETTLS) && r->tls >= XINIM_USER_LIMIT) ||
		r->stack > XINIM_USER_LIMIT)
		return -EPERM;
	return 0;
}

static struct xinim_thread_start thread_start(const struct fork_request *r)
{
	struct xinim_thread_start start = {
		.stack = r->stack,
		.tls = r->tls,
		.clear_tid = r->flags & CLONE_CHILD_CLEARTID ? r->child_tid : 0,
	};

	if (r->flags & CLONE_SETTLS)
		start.flags |= XINIM_START_SET_TLS;
	if ((r->flags & CLONE_VM) && !(r->flags & CLONE_VFORK))
		start.flags |= XINIM_START_CLEAR_ALTSTACK;
	return start;
}

/* As on Linux, nobody is told if these addresses are bad. */
static void write_tid(uint64_t process, uint64_t where, uint32_t tid)
{
	(void)kernel_process(
		process, XINIM_PROCESS_WRITE, where, (uintptr_t)&tid, sizeof(tid));
}

static int64_t make_thread(
	struct proc *self, const struct server_call *call, const struct fork_request *r)
{
	struct xinim_thread_start start = thread_start(r);
	int tid = xinim_thread_clone((int64_t)call->id, &start, call->id);
	uint32_t number = (uint32_t)tid;

	if (tid < 0)
		return tid == -ENOMEM ? -EAGAIN : tid;
	if (policies_inherit(self, (int32_t)(uint32_t)call->id, self, tid) != 0) {
		(void)xinim_thread_control((int64_t)call->id, tid, XINIM_THREAD_KILL, 0);
		return -EAGAIN;
	}
	if (r->flags & CLONE_PARENT_SETTID)
		(void)kernel_to_caller(call->id, r->parent_tid, &number, sizeof(number));
	if (r->flags & CLONE_CHILD_SETTID)
		(void)kernel_to_caller(call->id, r->child_tid, &number, sizeof(number));
	(void)xinim_thread_control((int64_t)call->id, tid, XINIM_THREAD_START, 0);
	return tid;
}

/* The kernel's part of a new process, without a thread so far. Its capability, or an error. */
static int make_kernel_process(
	struct proc *self, const struct server_call *call, const struct fork_request *r)
{
	int cap = xinim_process_create_numbered(self->name, r->number);
	uint64_t actions = XINIM_ACTIONS_COPIED;
	int64_t error;

	if (r->flags & CLONE_SIGHAND)
		actions = XINIM_ACTIONS_SHARED;
	else if (r->flags & CLONE_CLEAR_SIGHAND)
		actions = XINIM_ACTIONS_CLEARED;

	if (cap < 0)
		return cap == -ENOMEM || cap == -EMFILE ? -EAGAIN : cap;
	error = kernel_process((uint64_t)cap,
		r->flags & CLONE_VM ? XINIM_PROCESS_SHARE : XINIM_PROCESS_CLONE, call->id,
		actions, 0);
	if (error < 0) {
		kernel_discard(cap);
		return error == -ENOMEM ? -EAGAIN : (int)error;
	}
	return cap;
}

static uint32_t shared_files(uint64_t flags)
{
	return (flags & CLONE_FILES ? VFS_SHARE_FILES : 0) |
		(flags & CLONE_FS ? VFS_SHARE_FS : 0);
}

/* Everybody is told of it before it runs. */
static int announce(
	const struct proc *self, const struct proc *child, const struct fork_request *r)
{
	int error = limits_apply(child);

	family_identity(child);
	return error ? error : vfs_fork(self, proc_pid(child), shared_files(r->flags));
}

/* Its first thread, which is not discarded any more once it is there. */
static int let_run(const struct proc *self, struct proc *child,
	const struct fork_request *r, const struct server_call *call)
{
	struct xinim_thread_start start = thread_start(r);
	uint32_t pid = child->node.id;
	int tid = xinim_thread_clone(child->cap, &start, call->id);

	if (tid < 0)
		return tid;
	/* Of a process's first thread that takes no memory. */
	(void)policies_inherit(self, (int32_t)(uint32_t)call->id, child, tid);
	if (r->flags & CLONE_CHILD_SETTID)
		write_tid((uint64_t)child->cap, r->child_tid, pid);
	if (r->flags & CLONE_PARENT_SETTID)
		(void)kernel_to_caller(call->id, r->parent_tid, &pid, sizeof(pid));
	if (r->flags & CLONE_VFORK)
		child->vfork_call = call->id;
	return xinim_thread_control(child->cap, tid, XINIM_THREAD_START, 0);
}

/* The descriptor that CLONE_PIDFD asks for; the child does not have it. */
static int describe_and_run(struct proc *self, struct proc *child,
	const struct fork_request *r, const struct server_call *call)
{
	int64_t fd;
	int error;

	if (!(r->flags & CLONE_PIDFD))
		return let_run(self, child, r, call);
	fd = pidfd_make(self, child, false);
	if (fd < 0)
		return (int)fd;
	error = (int)kernel_to_caller(call->id, r->pidfd, &(int){ (int)fd }, sizeof(int));
	if (!error)
		error = let_run(self, child, r, call);
	if (error)
		vfs_pidfd_close(self, fd, child);
	return error;
}

static void give_to_parent(struct proc *child, const struct proc *self)
{
	list_remove(&child->sibling);
	child->parent = self->parent;
	child->exit_signal = self->exit_signal;
	list_add_tail(&child->parent->children, &child->sibling);
}

static int64_t make_process(
	struct proc *self, const struct server_call *call, const struct fork_request *r)
{
	struct proc *child;
	int64_t pid;
	int cap, error = limits_may_fork(self);

	if (error)
		return error;
	cap = make_kernel_process(self, call, r);
	if (cap < 0)
		return cap;
	pid = kernel_process((uint64_t)cap, XINIM_PROCESS_PID, 0, 0, 0);
	child = proc_create((int32_t)pid, cap, self);
	if (!child) {
		kernel_discard(cap);
		return -ENOMEM;
	}
	child->exit_signal = r->exit_signal;
	if (r->flags & CLONE_PARENT)
		give_to_parent(child, self);
	error = announce(self, child, r);
	if (!error && (r->flags & CLONE_SYSVSEM))
		error = undo_share(child, self);
	if (!error) {
		error = describe_and_run(self, child, r, call);
		if (error)
			vfs_exit((int32_t)pid);
	}
	if (error) {
		undo_leave(child);
		kernel_discard(cap);
		proc_remove(child);
		return error == -ENOMEM ? -EAGAIN : error;
	}
	return r->flags & CLONE_VFORK ? SERVER_PARKED : pid;
}

static int64_t make(
	struct proc *self, const struct server_call *call, const struct fork_request *r)
{
	int error = check(r, self);

	if (error)
		return error;
	return r->flags & CLONE_THREAD ? make_thread(self, call, r)
				       : make_process(self, call, r);
}

int64_t call_fork(struct proc *self, const struct server_call *call)
{
	return make(self, call, &(struct fork_request){ .exit_signal = SIGCHLD });
}

int64_t call_vfork(struct proc *self, const struct server_call *call)
{
	return make(self, call,
		&(struct fork_request){
			.flags = CLONE_VM | CLONE_VFORK, .exit_signal = SIGCHLD });
}

int64_t call_clone(struct proc *self, const struct server_call *call)
{
	int signal = (int)(call->arg[0] & CLONE_EXIT_SIGNAL);
	const struct fork_request r = {
		.flags = (uint32_t)call->arg[0] & ~CLONE_EXIT_SIGNAL,
		/* Linux takes any, and sends none that there is not. */
		.exit_signal = signal <= SIGNALS_LAST ? signal : 0,
		.pidfd = call->arg[2],
		.stack = call->arg[1],
		.parent_tid = call->arg[2],
		.child_tid = call->arg[3],
		.tls = call->arg[4],
	};

	return make(self, call, &r);
}

/* Linux's struct clone_args, as long as it was at first and is now. */
struct clone_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
	uint64_t stack, stack_size, tls;
	uint64_t set_tid, set_tid_size, cgroup;
};
#define CLONE_ARGS_FIRST 64u
#define CLONE_ARGS_MOST  4096u

/* Fields that we do not know yet have to be 0. */
static int64_t take_args(
	const struct server_call *call, struct clone_args *args, uint64_t size)
{
	unsigned char rest[64];
	uint64_t known = size < sizeof(*args) ? size : sizeof(*args);
	int64_t error = kernel_from_caller(call->id, args, call->arg[0], known);

	for (uint64_t at = known; !error && at < size;) {
		uint64_t n = size - at < sizeof(rest) ? size - at : sizeof(rest);

		error = kernel_from_caller(call->id, rest, call->arg[0] + at, n);
		for (uint64_t i = 0; !error && i < n; i++)
			if (rest[i])
				error = -E2BIG;
		at += n;
	}
	return error;
}

/* The number that the child is to have, if any. There is one name space of them. */
static int64_t take_number(struct proc *self, const struct server_call *call,
	const struct clone_args *a, int32_t *number)
{
	int64_t error;

	*number = 0;
	if (!a->set_tid != !a->set_tid_size || a->set_tid_size > 1)
		return -EINVAL;
	if (!a->set_tid)
		return 0;
	error = kernel_from_caller(call->id, number, a->set_tid, sizeof(*number));
	if (error)
		return error;
	/* Threads get the next number that is free. */
	if (*number < 1 || *number >= PID_LIMIT || (a->flags & CLONE_THREAD))
		return -EINVAL;
	return cred_may(&self->cred, CAPABILITY_ADMIN) ? 0 : -EPERM;
}

/* clone3's own rules. */
static bool args_are_wrong(const struct clone_args *a)
{
	return (a->flags & (CLONE_EXIT_SIGNAL | CLONE_DETACHED)) || a->cgroup ||
		!a->stack != !a->stack_size || a->exit_signal > SIGNALS_LAST ||
		((a->flags & (CLONE_THREAD | CLONE_PARENT)) && a->exit_signal) ||
		a->stack >= XINIM_USER_LIMIT ||
		a->stack_size > XINIM_USER_LIMIT - a->stack;
}

int64_t call_clone3(struct proc *self, const struct server_call *call)
{
	uint64_t size = call->arg[1];
	struct clone_args a;
	struct fork_request r;
	int32_t number;
	int64_t error;

	if (size > CLONE_ARGS_MOST)
		return -E2BIG;
	if (size < CLONE_ARGS_FIRST)
		return -EINVAL;
	memset(&a, 0, sizeof(a));
	error = take_args(call, &a, size);
	if (error)
		return error;
	error = args_are_wrong(&a) ? -EINVAL : take_number(self, call, &a, &number);
	if (error)
		return error;
	r = (struct fork_request){
		.number = number,
		.pidfd = a.pidfd,
		.flags = a.flags,
		.exit_signal = (int)a.exit_signal,
		.stack = a.stack ? a.stack + a.stack_size : 0,
		.tls = a.tls,
		.parent_tid = a.parent_tid,
		.child_tid = a.child_tid,
	};
	return make(self, call, &r);
}

/*
 * What a process shares with others and can stop to share. Memory and signal actions
 * are not among that: EINVAL.
 */
int64_t call_unshare(struct proc *self, const struct server_call *call)
{
	uint64_t flags = (uint32_t)call->arg[0];

	if (flags & ~(CLONE_FILES | CLONE_FS | CLONE_SYSVSEM))
		return -EINVAL;
	if (flags & CLONE_SYSVSEM)
		undo_leave(self);
	return flags ? vfs_unshare(self, shared_files(flags)) : 0;
}
