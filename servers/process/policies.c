/*
 * servers/process/policies.c - scheduling policies of threads.
 *
 * Nobody tells of a thread's end: what is listed of one that has ended stays until a
 * thread has its number again, or there are twice as many as when last counted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/policies.h"

#include <errno.h>
#include <stdlib.h>

#include "servers/process/kernel.h"

#define REAL_TIME_UPPER 50

struct entry {
	struct list link;
	int32_t tid;
	struct policy policy;
};

static unsigned kernel_priority(const struct proc *p, const struct policy *policy)
{
	if (policy->kind == POLICY_FIFO || policy->kind == POLICY_RR)
		return policy->priority >= REAL_TIME_UPPER ? 19 : 18;
	if (policy->kind == POLICY_IDLE)
		return 1;
	if (p->nice < 0)
		return 17;
	return 16 - (unsigned)(p->nice + 1) / 2;
}

static struct entry *find(const struct proc *p, int32_t tid)
{
	struct entry *e;

	list_for_each_entry (e, &p->policies, link)
		if (e->tid == tid)
			return e;
	return NULL;
}

struct policy policies_of(const struct proc *p, int32_t tid)
{
	const struct entry *e;

	if (tid == proc_pid(p))
		return (struct policy){ p->policy, p->priority, p->reset_on_fork };
	e = find(p, tid);
	return e ? e->policy : (struct policy){ .kind = POLICY_OTHER };
}

static void drop(struct entry *e)
{
	list_remove(&e->link);
	free(e);
}

static int keep(struct proc *p, int32_t tid, const struct policy *policy)
{
	struct entry *e;

	if (tid == proc_pid(p)) {
		p->policy = policy->kind;
		p->priority = policy->priority;
		p->reset_on_fork = policy->reset_on_fork;
		return 0;
	}
	e = find(p, tid);
	if (policy->kind == POLICY_OTHER && !policy->reset_on_fork) {
		if (e)
			drop(e);
		return 0;
	}
	if (!e) {
		e = malloc(sizeof(*e));
		if (!e)
			return -ENOMEM;
		e->tid = tid;
		list_add_tail(&p->policies, &e->link);
	}
	e->policy = *policy;
	return 0;
}

static int run_by(const struct proc *p, int32_t tid, const struct policy *policy)
{
	return (int)xinim_thread_control(
		p->cap, tid, XINIM_THREAD_PRIORITY, kernel_priority(p, policy));
}

int policies_set(struct proc *p, int32_t tid, const struct policy *policy)
{
	struct policy old = policies_of(p, tid);
	int error = keep(p, tid, policy);

	if (error)
		return error;
	error = run_by(p, tid, policy);
	if (error)
		(void)keep(p, tid, &old);
	return error == -EINVAL ? -ESRCH : error;
}

/* Those of threads that have ended are found out by the way. */
int policies_apply(struct proc *p)
{
	const struct policy other = { .kind = POLICY_OTHER };
	struct list *it, *next;
	int error = (int)kernel_process((uint64_t)p->cap, XINIM_PROCESS_PRIORITY,
		kernel_priority(p, &other), 0, 0);

	if (error)
		return error;
	if (p->policy != POLICY_OTHER) {
		struct policy first = policies_of(p, proc_pid(p));

		(void)run_by(p, proc_pid(p), &first);
	}
	list_for_each_safe (it, next, &p->policies) {
		struct entry *e = list_entry(it, struct entry, link);

		if (run_by(p, e->tid, &e->policy) != 0)
			drop(e);
	}
	return 0;
}

int policies_inherit(const struct proc *p, int32_t creator, struct proc *to, int32_t tid)
{
	struct policy policy = policies_of(p, creator);

	if (policy.reset_on_fork) {
		policy = (struct policy){ .kind = POLICY_OTHER };
		if (to != p && to->nice < 0)
			to->nice = 0;
		return policies_set(to, tid, &policy);
	}
	/* The kernel has it run with its creator's priority already. */
	return keep(to, tid, &policy);
}

void policies_exec(struct proc *p, int32_t tid)
{
	struct policy policy = policies_of(p, tid);

	policies_forget(p);
	(void)keep(p, proc_pid(p), &policy);
}

void policies_forget(struct proc *p)
{
	while (!list_empty(&p->policies))
		drop(list_first(&p->policies, struct entry, link));
}
