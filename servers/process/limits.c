/*
 * servers/process/limits.c - getrlimit, setrlimit, prlimit64; who may fork.
 *
 * Space, data, stack, locked memory and queued signals are kept to by the
 * kernel, descriptors and file sizes by the VFS server, processes and CPU time
 * here. There are no core files: with a CORE that is not 0 the kernel logs what a
 * process was at. RSS, LOCKS, MSGQUEUE and RTTIME are numbers that nothing goes by.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/limits.h"

#include <errno.h>
#include <stddef.h>
#include <sys/resource.h>

#include <xinim/stats.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"
#include "servers/process/timers.h"
#include "servers/process/vfs.h"

#define MIB               (1ULL << 20)
#define FILES_MOST        1048576
#define PROCESSES_MOST    16000 /* numbers there are 32768 of, threads have some too */
#define PROCESSES_LEAST   64
#define PAGES_PER_PROCESS 32 /* of all memory: not to be used up by processes alone */
#define RESERVED_PART     16 /* of processes and pages, for root: one of so many */

static unsigned most, reserved;
static uint64_t pages_reserved;

void limits_start(void)
{
	struct xinim_stats_memory m = { 0 };
	uint64_t n;

	(void)stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	n = m.total_pages / PAGES_PER_PROCESS;
	if (n < PROCESSES_LEAST)
		n = PROCESSES_LEAST;
	if (n > PROCESSES_MOST)
		n = PROCESSES_MOST;
	most = (unsigned)n;
	reserved = most / RESERVED_PART;
	pages_reserved = m.total_pages / RESERVED_PART;
}

void limits_init(struct limit limit[LIMITS])
{
	for (int i = 0; i < LIMITS; i++)
		limit[i] = (struct limit){ LIMIT_INFINITY, LIMIT_INFINITY };
	limit[RLIMIT_STACK].soft = 8 * MIB;
	limit[RLIMIT_CORE].soft = 0;
	limit[RLIMIT_NPROC] = (struct limit){ most / 2, most / 2 };
	limit[RLIMIT_NOFILE] = (struct limit){ 1024, FILES_MOST };
	limit[RLIMIT_MEMLOCK] = (struct limit){ 8 * MIB, 8 * MIB };
	limit[RLIMIT_SIGPENDING] = (struct limit){ 1024, 1024 };
	limit[RLIMIT_MSGQUEUE] = (struct limit){ 819200, 819200 };
	limit[RLIMIT_NICE] = (struct limit){ 0, 0 };
	limit[RLIMIT_RTPRIO] = (struct limit){ 0, 0 };
}

static bool privileged(const struct cred *c)
{
	return cred_may(c, CAPABILITY_RESOURCE) || cred_may(c, CAPABILITY_ADMIN);
}

int limits_may_fork(const struct proc *p)
{
	struct xinim_stats_memory m = { .free_pages = UINT64_MAX };

	if (privileged(&p->cred))
		return proc_table.count < most ? 0 : -EAGAIN;
	if (proc_table.count >= most - reserved)
		return -EAGAIN;
	if (p->user->processes >= p->limit[RLIMIT_NPROC].soft)
		return -EAGAIN;
	(void)stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	return m.free_pages >= pages_reserved ? 0 : -EAGAIN;
}

/* The kernel's name for a limit; -1: it is not the kernel's. */
static int in_kernel(int which)
{
	switch (which) {
	case RLIMIT_AS:
		return XINIM_LIMIT_SPACE;
	case RLIMIT_DATA:
		return XINIM_LIMIT_DATA;
	case RLIMIT_STACK:
		return XINIM_LIMIT_STACK;
	case RLIMIT_MEMLOCK:
		return XINIM_LIMIT_LOCKED;
	case RLIMIT_SIGPENDING:
		return XINIM_LIMIT_SIGNALS;
	case RLIMIT_CORE:
		return XINIM_LIMIT_CORE;
	default:
		return -1;
	}
}

static int apply(const struct proc *p, int which)
{
	int name = in_kernel(which);
	uint64_t value = p->limit[which].soft;

	if (name < 0)
		return 0;
	/* Root locks as much as it likes. */
	if (which == RLIMIT_MEMLOCK && cred_may(&p->cred, CAPABILITY_IPC_LOCK))
		value = LIMIT_INFINITY;
	/* What is not to be looked into shows nothing in the log either. */
	if (which == RLIMIT_CORE && p->undumpable)
		value = 0;
	return (int)kernel_process(
		(uint64_t)p->cap, XINIM_PROCESS_LIMIT, (uint64_t)name, value, 0);
}

void limits_set_reserve(struct proc *p)
{
	bool common = !privileged(&p->cred);
	bool few_locks = !cred_may(&p->cred, CAPABILITY_IPC_LOCK);

	if (p->vfork_call)
		return;
	if (p->few_locks != few_locks) {
		p->few_locks = few_locks;
		(void)apply(p, RLIMIT_MEMLOCK);
	}
	if (p->common == common)
		return;
	p->common = common;
	(void)kernel_process(
		(uint64_t)p->cap, XINIM_PROCESS_LIMIT, XINIM_LIMIT_RESERVE, !common, 0);
}

void limits_set_dumpable(struct proc *p, bool dumpable)
{
	p->undumpable = !dumpable;
	if (p->limit[RLIMIT_CORE].soft)
		(void)apply(p, RLIMIT_CORE);
}

int limits_apply(const struct proc *p)
{
	struct limit usual[LIMITS];

	limits_init(usual);
	for (int i = 0; i < LIMITS; i++) {
		int error = p->limit[i].soft != usual[i].soft ? apply(p, i) : 0;

		if (error)
			return error;
	}
	return 0;
}

static int check(const struct proc *self, int which, const struct limit *old,
	const struct limit *new)
{
	if (new->soft > new->hard)
		return -EINVAL;
	if (which == RLIMIT_NOFILE && new->hard > FILES_MOST)
		return -EPERM;
	if (new->hard > old->hard && !cred_may(&self->cred, CAPABILITY_RESOURCE))
		return -EPERM;
	return 0;
}

static int set(struct proc *p, int which, const struct limit *new)
{
	struct limit old = p->limit[which];
	int error;

	p->limit[which] = *new;
	error = apply(p, which);
	if (error) {
		p->limit[which] = old;
		return error;
	}
	vfs_limit(p, which);
	if (which == RLIMIT_CPU)
		timers_cpu_limit(p);
	return 0;
}

/* new, old: addresses of the caller's; 0: not wanted. */
static int64_t prlimit(struct proc *self, const struct server_call *call, struct proc *p,
	uint32_t which, uint64_t new, uint64_t old)
{
	struct limit was, is;
	int64_t error = 0;

	if (which >= LIMITS)
		return -EINVAL;
	if (new)
		error = kernel_from_caller(call->id, &is, new, sizeof(is));
	if (error)
		return error;
	if (!p || p->ended)
		return -ESRCH;
	if (p != self && !cred_may_limit(&self->cred, &p->cred))
		return -EPERM;
	was = p->limit[which];
	if (new)
		error = check(self, (int)which, &was, &is);
	if (!error && old)
		error = kernel_to_caller(call->id, old, &was, sizeof(was));
	if (!error && new)
		error = set(p, (int)which, &is);
	return error;
}

int64_t call_getrlimit(struct proc *self, const struct server_call *call)
{
	return call->arg[1]
		? prlimit(self, call, self, (uint32_t)call->arg[0], 0, call->arg[1])
		: -EFAULT;
}

int64_t call_setrlimit(struct proc *self, const struct server_call *call)
{
	return call->arg[1]
		? prlimit(self, call, self, (uint32_t)call->arg[0], call->arg[1], 0)
		: -EFAULT;
}

int64_t call_prlimit64(struct proc *self, const struct server_call *call)
{
	return prlimit(self, call, proc_or_self(self, (int32_t)call->arg[0]),
		(uint32_t)call->arg[1], call->arg[2], call->arg[3]);
}
