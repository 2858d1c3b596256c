/*
 * newlib-port/libgloss/xinim/thread/ceiling.c - priorities that mutexes' ceilings give.
 *
 * POSIX, pthread_mutexattr_setprotocol: who has mutexes with PTHREAD_PRIO_PROTECT runs
 * at the highest of their ceilings, or its own priority if that is higher. A thread
 * with SCHED_OTHER is made SCHED_FIFO for that time. Who may not have such a
 * priority (RLIMIT_RTPRIO) keeps its own: to lock is no privilege.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include "ceiling.h"

#include <sched.h>
#include <stdlib.h>

#include "attr.h"
#include "thread.h"

struct ceilings {
	unsigned total;
	int now;              /* the priority that it was given; 0: its own */
	int policy, priority; /* its own, while total is not 0 */
	unsigned short count[CEILING_MAX + 1];
};

static int set(int policy, int priority)
{
	struct sched_param p = { .sched_priority = priority };

	return (int)-RAW(sched_setscheduler, __xinim_tid(), policy, &p);
}

static bool is_urgent(int policy)
{
	policy &= ~SCHED_RESET_ON_FORK;
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

/* Runs it at the highest that counts. */
static int apply(struct ceilings *c)
{
	int top = CEILING_MAX, error;

	while (top && !c->count[top])
		top--;
	if (is_urgent(c->policy) && c->priority >= top)
		top = 0;
	if (top == c->now)
		return 0;
	error = top ? set(is_urgent(c->policy) ? c->policy : SCHED_FIFO, top)
		    : set(c->policy, c->priority);
	if (error == 0)
		c->now = top;
	return error == EPERM ? 0 : error;
}

/* The thread's ceilings, with its own priority known. */
static struct ceilings *begin(void)
{
	struct thread *self = thread_self();
	struct ceilings *c = self->ceilings;
	struct sched_param p = { 0 };

	if (c == NULL)
		c = self->ceilings = calloc(1, sizeof(*c));
	if (c == NULL || c->total)
		return c;
	c->policy = (int)RAW(sched_getscheduler, __xinim_tid());
	RAW(sched_getparam, __xinim_tid(), &p);
	c->priority = p.sched_priority;
	return c;
}

int __xinim_ceiling_count(int ceiling)
{
	struct ceilings *c = begin();

	if (c == NULL)
		return ENOMEM;
	if (c->count[ceiling] == (unsigned short)-1)
		return EAGAIN;
	c->count[ceiling]++;
	c->total++;
	return 0;
}

int __xinim_ceiling_enter(int ceiling)
{
	struct ceilings *c = begin();
	int error;

	if (c != NULL && is_urgent(c->policy) && c->priority > ceiling)
		return EINVAL;
	error = __xinim_ceiling_count(ceiling);
	if (error == 0) {
		error = apply(thread_self()->ceilings);
		if (error != 0)
			__xinim_ceiling_leave(ceiling);
	}
	return error;
}

void __xinim_ceiling_leave(int ceiling)
{
	struct ceilings *c = thread_self()->ceilings;

	/* A mutex that was locked before a fork, or by who has ended, counts for nobody. */
	if (c == NULL || !c->count[ceiling])
		return;
	c->count[ceiling]--;
	c->total--;
	(void)apply(c);
}

int __xinim_ceiling_change(int from, int to)
{
	int error = __xinim_ceiling_count(to);

	if (error == 0)
		__xinim_ceiling_leave(from);
	return error;
}

bool __xinim_ceiling_base(const struct thread *t, int *policy, int *priority)
{
	const struct ceilings *c = t->ceilings;

	if (c == NULL || !c->now)
		return false;
	*policy = c->policy;
	*priority = c->priority;
	return true;
}

int __xinim_ceiling_set_base(int policy, int priority)
{
	struct ceilings *c = thread_self()->ceilings;
	int error = set(policy, priority);

	if (error != 0 || c == NULL || !c->total)
		return error;
	c->policy = policy;
	c->priority = priority;
	c->now = 0;
	return apply(c);
}
