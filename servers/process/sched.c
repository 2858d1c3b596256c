/*
 * servers/process/sched.c - nice values, policies and priorities.
 *
 * The kernel has 32 priorities, the highest of which runs: user programs' is 16,
 * servers' 20. A nice value of 1 to 19 makes that 15 to 6, one below 0 makes it
 * 17. SCHED_FIFO and SCHED_RR are 18, and 19 from priority 50 on; both take turns
 * among equals. SCHED_BATCH is as SCHED_OTHER, SCHED_IDLE is 1.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>

#include <xinim/abi.h>

#include "servers/process/calls.h"
#include "servers/process/groups.h"
#include "servers/process/kernel.h"
#include "servers/process/policies.h"

#define RESET_ON_FORK 0x40000000

#define REAL_TIME_MOST 99
#define NICE_LEAST     (-20)
#define NICE_MOST      19
#define SLICE_NS       10000000 /* a turn's length: kernel/sched.c */

static bool real_time(int policy)
{
	return policy == POLICY_FIFO || policy == POLICY_RR;
}

/* --- nice ------------------------------------------------------------------------- */

/* Calls f for each process that (which, who) names; -EINVAL, -ESRCH, or what f said. */
static int64_t for_each(struct proc *self, const struct server_call *call,
	int64_t (*f)(struct proc *self, struct proc *p, int value, int64_t so_far),
	int value)
{
	uint32_t who = (uint32_t)call->arg[1];
	int64_t result = -ESRCH;
	struct group *g;
	struct proc *p;

	switch ((int)call->arg[0]) {
	case PRIO_PROCESS:
		p = proc_or_self(self, (int32_t)who);
		return p && !p->ended ? f(self, p, value, result) : -ESRCH;
	case PRIO_PGRP:
		g = who ? group_find((int32_t)who) : self->group;
		if (!g)
			return -ESRCH;
		list_for_each_entry (p, &g->members, group_link)
			if (!p->ended)
				result = f(self, p, value, result);
		return result;
	case PRIO_USER:
		if (!who)
			who = self->cred.user.real;
		proc_for_each(p) if (!p->ended && p->cred.user.real == who) result =
			f(self, p, value, result);
		return result;
	default:
		return -EINVAL;
	}
}

static int64_t most_favoured(struct proc *self, struct proc *p, int value, int64_t so_far)
{
	int64_t is = 20 - p->nice; /* 1 to 40, so that none looks like an error */

	(void)self;
	(void)value;
	return is > so_far ? is : so_far;
}

int64_t call_getpriority(struct proc *self, const struct server_call *call)
{
	return for_each(self, call, most_favoured, 0);
}

static bool may_be_nicer(const struct proc *self, const struct proc *p, int value)
{
	return value >= p->nice || cred_may(&self->cred, CAPABILITY_NICE) ||
		(uint64_t)(20 - value) <= p->limit[RLIMIT_NICE].soft;
}

/* One success does not hide another's error (Linux). */
static int64_t set_nice(struct proc *self, struct proc *p, int value, int64_t so_far)
{
	int old = p->nice;
	int error;

	if (!cred_may_schedule(&self->cred, &p->cred))
		return -EPERM;
	if (!may_be_nicer(self, p, value))
		return -EACCES;
	p->nice = value;
	error = policies_apply(p);
	if (error) {
		p->nice = old;
		return error;
	}
	return so_far == -ESRCH ? 0 : so_far;
}

int64_t call_setpriority(struct proc *self, const struct server_call *call)
{
	int value = (int)call->arg[2];

	if (value < NICE_LEAST)
		value = NICE_LEAST;
	if (value > NICE_MOST)
		value = NICE_MOST;
	return for_each(self, call, set_nice, value);
}

/* --- policies --------------------------------------------------------------------- */

static int check_policy(int policy, int priority)
{
	switch (policy) {
	case POLICY_FIFO:
	case POLICY_RR:
		return priority >= 1 && priority <= REAL_TIME_MOST ? 0 : -EINVAL;
	case POLICY_OTHER:
	case POLICY_BATCH:
	case POLICY_IDLE:
		return priority == 0 ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

static int may_set(const struct proc *self, const struct proc *p,
	const struct policy *old, const struct policy *new)
{
	if (!cred_may_schedule(&self->cred, &p->cred))
		return -EPERM;
	if (cred_may(&self->cred, CAPABILITY_NICE))
		return 0;
	if (old->reset_on_fork && !new->reset_on_fork)
		return -EPERM;
	if (real_time(new->kind) &&
		!(new->kind == old->kind &&new->priority <= old->priority) &&
		(uint64_t) new->priority > p->limit[RLIMIT_RTPRIO].soft)
		return -EPERM;
	return 0;
}

/* The process of a thread; *tid 0 is the caller's. */
static struct proc *process_of(
	struct proc *self, const struct server_call *call, int32_t *tid)
{
	struct proc *p;
	int64_t pid;

	*tid = (int32_t)call->arg[0];
	if (*tid < 0)
		return NULL;
	if (*tid == 0) {
		*tid = (int32_t)(uint32_t)call->id;
		return self;
	}
	p = proc_find(*tid);
	if (!p) {
		pid = kernel_process(
			XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, (uint64_t)*tid, 0, 0);
		p = pid > 0 ? proc_find((int32_t)pid) : NULL;
	}
	return p && !p->ended ? p : NULL;
}

/* kind less than 0: as it is. */
static int64_t set_policy(
	struct proc *self, const struct server_call *call, struct policy new)
{
	struct policy old;
	struct proc *p;
	int32_t tid;
	int error;

	if ((int32_t)call->arg[0] < 0)
		return -EINVAL;
	p = process_of(self, call, &tid);
	if (!p)
		return -ESRCH;
	old = policies_of(p, tid);
	if (new.kind < 0) {
		new.kind = old.kind;
		new.reset_on_fork = old.reset_on_fork;
	}
	error = check_policy(new.kind, new.priority);
	if (!error)
		error = may_set(self, p, &old, &new);
	return error ? error : policies_set(p, tid, &new);
}

static int64_t take_priority(const struct server_call *call, uint64_t from, int *priority)
{
	return from ? kernel_from_caller(call->id, priority, from, sizeof(*priority))
		    : -EINVAL;
}

int64_t call_sched_setscheduler(struct proc *self, const struct server_call *call)
{
	int policy = (int)call->arg[1], priority = 0;
	int64_t error = take_priority(call, call->arg[2], &priority);

	if (policy < 0)
		return -EINVAL;
	return error ? error
		     : set_policy(self, call,
			       (struct policy){ policy & ~RESET_ON_FORK, priority,
				       policy & RESET_ON_FORK });
}

int64_t call_sched_setparam(struct proc *self, const struct server_call *call)
{
	int priority = 0;
	int64_t error = take_priority(call, call->arg[1], &priority);

	return error ? error
		     : set_policy(self, call, (struct policy){ -1, priority, false });
}

/* What a thread has, for calls that ask: -EINVAL, -ESRCH. */
static int get_policy(
	struct proc *self, const struct server_call *call, struct policy *is)
{
	const struct proc *p;
	int32_t tid;

	if ((int32_t)call->arg[0] < 0)
		return -EINVAL;
	p = process_of(self, call, &tid);
	if (!p)
		return -ESRCH;
	*is = policies_of(p, tid);
	return 0;
}

int64_t call_sched_getscheduler(struct proc *self, const struct server_call *call)
{
	struct policy is;
	int error = get_policy(self, call, &is);

	return error ? error : is.kind | (is.reset_on_fork ? RESET_ON_FORK : 0);
}

int64_t call_sched_getparam(struct proc *self, const struct server_call *call)
{
	struct policy is;
	int error = get_policy(self, call, &is);

	if (!call->arg[1])
		return -EINVAL;
	return error ? error
		     : kernel_to_caller(
			       call->id, call->arg[1], &is.priority, sizeof(is.priority));
}

/* Linux's struct sched_attr, as far as it is known here. */
struct sched_attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};
#define ATTR_SIZE          48u
#define ATTR_MOST          4096u
#define ATTR_RESET_ON_FORK 1u

/* As much of the caller's structure as is known here; what else it has must be 0. */
static int64_t take_attr(const struct server_call *call, struct sched_attr *a)
{
	unsigned char rest[64];
	int64_t error = kernel_from_caller(call->id, a, call->arg[1], sizeof(*a));
	uint32_t size = a->size ? a->size : ATTR_SIZE;

	if (error)
		return error;
	if (size < ATTR_SIZE)
		return -EINVAL;
	if (size > ATTR_MOST)
		return -E2BIG;
	for (uint32_t at = ATTR_SIZE; at < size;) {
		uint32_t n = size - at < sizeof(rest) ? size - at : sizeof(rest);

		error = kernel_from_caller(call->id, rest, call->arg[1] + at, n);
		for (uint32_t i = 0; !error && i < n; i++)
			error = rest[i] ? -E2BIG : 0;
		if (error)
			return error;
		at += n;
	}
	return 0;
}

int64_t call_sched_setattr(struct proc *self, const struct server_call *call)
{
	struct sched_attr a = { 0 };
	struct proc *p;
	int64_t error;
	int32_t tid;

	if (!call->arg[1] || (int32_t)call->arg[0] < 0 || call->arg[2])
		return -EINVAL;
	error = take_attr(call, &a);
	if (error)
		return error;
	if ((a.flags & ~(uint64_t)ATTR_RESET_ON_FORK) || a.policy > INT32_MAX ||
		a.priority > REAL_TIME_MOST || a.nice < NICE_LEAST || a.nice > NICE_MOST)
		return -EINVAL;
	p = process_of(self, call, &tid);
	if (!p)
		return -ESRCH;
	if (!real_time((int)a.policy) && !may_be_nicer(self, p, a.nice))
		return -EPERM;
	error = set_policy(self, call,
		(struct policy){
			(int)a.policy, (int)a.priority, a.flags & ATTR_RESET_ON_FORK });
	if (error || real_time((int)a.policy))
		return error;
	p->nice = a.nice;
	return policies_apply(p);
}

int64_t call_sched_getattr(struct proc *self, const struct server_call *call)
{
	struct sched_attr a = { .size = ATTR_SIZE };
	const struct proc *p;
	struct policy is;
	int32_t tid;
	int error;

	if (!call->arg[1] || call->arg[2] < ATTR_SIZE || call->arg[2] > ATTR_MOST ||
		call->arg[3])
		return -EINVAL;
	error = get_policy(self, call, &is);
	if (error)
		return error;
	p = process_of(self, call, &tid);
	a.policy = (uint32_t)is.kind;
	a.flags = is.reset_on_fork ? ATTR_RESET_ON_FORK : 0;
	if (real_time(is.kind))
		a.priority = (uint32_t)is.priority;
	else
		a.nice = p->nice;
	return kernel_to_caller(call->id, call->arg[1], &a, sizeof(a));
}

static int64_t priority_range(const struct server_call *call, int real_time_value)
{
	switch ((int)call->arg[0]) {
	case POLICY_FIFO:
	case POLICY_RR:
		return real_time_value;
	case POLICY_OTHER:
	case POLICY_BATCH:
	case POLICY_IDLE:
		return 0;
	default:
		return -EINVAL;
	}
}

int64_t call_sched_get_priority_max(struct proc *self, const struct server_call *call)
{
	(void)self;
	return priority_range(call, REAL_TIME_MOST);
}

int64_t call_sched_get_priority_min(struct proc *self, const struct server_call *call)
{
	(void)self;
	return priority_range(call, 1);
}

/* All take turns of the same length; Linux says 0 of SCHED_FIFO, which knows none. */
int64_t call_sched_rr_get_interval(struct proc *self, const struct server_call *call)
{
	struct xinim_timespec slice = { .tv_nsec = SLICE_NS };
	struct policy is;
	int error = get_policy(self, call, &is);

	if (error)
		return error;
	if (is.kind == POLICY_FIFO)
		slice.tv_nsec = 0;
	return kernel_to_caller(call->id, call->arg[1], &slice, sizeof(slice));
}
