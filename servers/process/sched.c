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

/* Linux's. */
#define POLICY_OTHER    0
#define POLICY_FIFO     1
#define POLICY_RR       2
#define POLICY_BATCH    3
#define POLICY_IDLE     5
#define POLICY_DEADLINE 6
#define RESET_ON_FORK   0x40000000

#define REAL_TIME_MOST  99
#define REAL_TIME_UPPER 50
#define NICE_LEAST      (-20)
#define NICE_MOST       19
#define SLICE_NS        10000000 /* a turn's length: kernel/sched.c */

static bool real_time(int policy)
{
	return policy == POLICY_FIFO || policy == POLICY_RR;
}

static unsigned kernel_priority(const struct proc *p)
{
	if (real_time(p->policy))
		return p->priority >= REAL_TIME_UPPER ? 19 : 18;
	if (p->policy == POLICY_IDLE)
		return 1;
	if (p->nice < 0)
		return 17;
	return 16 - (unsigned)(p->nice + 1) / 2;
}

static int apply(const struct proc *p)
{
	return (int)kernel_process(
		(uint64_t)p->cap, XINIM_PROCESS_PRIORITY, kernel_priority(p), 0, 0);
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
	error = apply(p);
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

static int may_set(const struct proc *self, const struct proc *p, int policy,
	int priority, bool reset)
{
	if (!cred_may_schedule(&self->cred, &p->cred))
		return -EPERM;
	if (cred_may(&self->cred, CAPABILITY_NICE))
		return 0;
	if (p->reset_on_fork && !reset)
		return -EPERM;
	if (real_time(policy) &&
		!(real_time(p->policy) && policy == p->policy &&
			priority <= p->priority) &&
		(uint64_t)priority > p->limit[RLIMIT_RTPRIO].soft)
		return -EPERM;
	return 0;
}

/* The process of a thread, whose first thread's policy counts for all of it. */
static struct proc *process_of(struct proc *self, int32_t tid)
{
	struct proc *p;
	int64_t pid;

	if (tid < 0)
		return NULL;
	p = tid ? proc_find(tid) : self;
	if (!p && tid) {
		pid = kernel_process(
			XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, (uint64_t)tid, 0, 0);
		p = pid > 0 ? proc_find((int32_t)pid) : NULL;
	}
	return p && !p->ended ? p : NULL;
}

static int64_t set_policy(
	struct proc *self, int32_t tid, int policy, int priority, bool reset)
{
	struct proc *p, old;
	int error;

	if (tid < 0)
		return -EINVAL;
	p = process_of(self, tid);
	if (!p)
		return -ESRCH;
	if (policy < 0) {
		policy = p->policy;
		reset = p->reset_on_fork;
	}
	error = check_policy(policy, priority);
	if (!error)
		error = may_set(self, p, policy, priority, reset);
	if (error)
		return error;
	old = *p;
	p->policy = policy;
	p->priority = priority;
	p->reset_on_fork = reset;
	error = apply(p);
	if (error) {
		p->policy = old.policy;
		p->priority = old.priority;
		p->reset_on_fork = old.reset_on_fork;
	}
	return error;
}

static int64_t take_priority(const struct server_call *call, uint64_t from, int *priority)
{
	return from ? kernel_from_caller(call->id, priority, from, sizeof(*priority))
		    : -EINVAL;
}

int64_t call_sched_setscheduler(struct proc *self, const struct server_call *call)
{
	int policy = (int)call->arg[1], priority;
	int64_t error = take_priority(call, call->arg[2], &priority);

	if (policy < 0)
		return -EINVAL;
	return error ? error
		     : set_policy(self, (int32_t)call->arg[0], policy & ~RESET_ON_FORK,
			       priority, policy & RESET_ON_FORK);
}

int64_t call_sched_setparam(struct proc *self, const struct server_call *call)
{
	int priority;
	int64_t error = take_priority(call, call->arg[1], &priority);

	return error ? error
		     : set_policy(self, (int32_t)call->arg[0], -1, priority, false);
}

int64_t call_sched_getscheduler(struct proc *self, const struct server_call *call)
{
	const struct proc *p = process_of(self, (int32_t)call->arg[0]);

	if ((int32_t)call->arg[0] < 0)
		return -EINVAL;
	return p ? p->policy | (p->reset_on_fork ? RESET_ON_FORK : 0) : -ESRCH;
}

int64_t call_sched_getparam(struct proc *self, const struct server_call *call)
{
	const struct proc *p = process_of(self, (int32_t)call->arg[0]);

	if ((int32_t)call->arg[0] < 0 || !call->arg[1])
		return -EINVAL;
	if (!p)
		return -ESRCH;
	return kernel_to_caller(
		call->id, call->arg[1], &p->priority, sizeof(p->priority));
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
#define ATTR_RESET_ON_FORK 1u

int64_t call_sched_setattr(struct proc *self, const struct server_call *call)
{
	struct sched_attr a;
	struct proc *p;
	int64_t error;

	if (!call->arg[1] || (int32_t)call->arg[0] < 0 || call->arg[2])
		return -EINVAL;
	error = kernel_from_caller(call->id, &a, call->arg[1], sizeof(a));
	if (error)
		return error;
	if (a.size && a.size < ATTR_SIZE)
		return -EINVAL;
	if (a.size > ATTR_SIZE)
		return -E2BIG;
	if ((a.flags & ~(uint64_t)ATTR_RESET_ON_FORK) || a.policy > INT32_MAX ||
		a.priority > REAL_TIME_MOST || a.nice < NICE_LEAST || a.nice > NICE_MOST)
		return -EINVAL;
	p = process_of(self, (int32_t)call->arg[0]);
	if (!p)
		return -ESRCH;
	if (!real_time((int)a.policy) && !may_be_nicer(self, p, a.nice))
		return -EPERM;
	error = set_policy(self, (int32_t)call->arg[0], (int)a.policy, (int)a.priority,
		a.flags & ATTR_RESET_ON_FORK);
	if (error || real_time((int)a.policy))
		return error;
	p->nice = a.nice;
	return apply(p);
}

int64_t call_sched_getattr(struct proc *self, const struct server_call *call)
{
	const struct proc *p = process_of(self, (int32_t)call->arg[0]);
	struct sched_attr a = { .size = ATTR_SIZE };

	if ((int32_t)call->arg[0] < 0 || !call->arg[1] || call->arg[2] < ATTR_SIZE ||
		call->arg[2] > 4096 || call->arg[3])
		return -EINVAL;
	if (!p)
		return -ESRCH;
	a.policy = (uint32_t)p->policy;
	a.flags = p->reset_on_fork ? ATTR_RESET_ON_FORK : 0;
	if (real_time(p->policy))
		a.priority = (uint32_t)p->priority;
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

/* All take turns of the same length. */
int64_t call_sched_rr_get_interval(struct proc *self, const struct server_call *call)
{
	const struct xinim_timespec slice = { .tv_nsec = SLICE_NS };

	if ((int32_t)call->arg[0] < 0)
		return -EINVAL;
	if (!process_of(self, (int32_t)call->arg[0]))
		return -ESRCH;
	return kernel_to_caller(call->id, call->arg[1], &slice, sizeof(slice));
}
