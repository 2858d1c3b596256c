/*
 * servers/process/itimers.c - alarm, setitimer, getitimer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <sys/time.h>

#include <xinim/abi.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"
#include "servers/process/timers.h"

#define SECOND_NS    1000000000ULL
#define MICRO_NS     1000ULL
#define SECONDS_MOST (INT64_MAX / (int64_t)SECOND_NS / 2)

struct itimerval_wire {
	struct xinim_timeval interval, value;
};

static int to_ns(const struct xinim_timeval *t, uint64_t *ns)
{
	if (t->tv_sec < 0 || t->tv_usec < 0 || t->tv_usec >= 1000000)
		return -EINVAL;
	if (t->tv_sec > SECONDS_MOST)
		*ns = (uint64_t)SECONDS_MOST * SECOND_NS;
	else
		*ns = (uint64_t)t->tv_sec * SECOND_NS + (uint64_t)t->tv_usec * MICRO_NS;
	return 0;
}

/* Upwards: one that runs is never told to have nothing left. */
static struct xinim_timeval to_timeval(uint64_t ns)
{
	uint64_t us = (ns + MICRO_NS - 1) / MICRO_NS;

	return (struct xinim_timeval){ .tv_sec = (int64_t)(us / 1000000),
		.tv_usec = (int64_t)(us % 1000000) };
}

static void get(const struct proc *p, int which, struct itimerval_wire *out)
{
	const struct countdown *c = p->timers ? &p->timers->itimer[which] : NULL;

	*out = (struct itimerval_wire){ 0 };
	if (!c || !c->expires)
		return;
	out->value = to_timeval(countdown_left(c));
	out->interval = to_timeval(c->interval);
}

static int set(struct proc *p, int which, uint64_t value, uint64_t interval)
{
	struct timers *t = value ? timers_of(p) : p->timers;
	struct countdown *c;

	if (!t)
		return value ? -ENOMEM : 0;
	c = &t->itimer[which];
	return countdown_set(c, value ? countdown_now(c) + value : 0, interval);
}

/* alarm(seconds): what was left of the last one, rounded, but never to 0. */
int64_t call_alarm(struct proc *self, const struct server_call *call)
{
	struct itimerval_wire old;
	int64_t left;
	int error;

	get(self, ITIMER_REAL, &old);
	error = set(self, ITIMER_REAL, (uint32_t)call->arg[0] * SECOND_NS, 0);
	if (error)
		return error;
	left = old.value.tv_sec;
	if (old.value.tv_usec >= 500000 || (left == 0 && old.value.tv_usec > 0))
		left++;
	return left;
}

int64_t call_getitimer(struct proc *self, const struct server_call *call)
{
	struct itimerval_wire v;

	if (call->arg[0] > ITIMER_PROF)
		return -EINVAL;
	get(self, (int)call->arg[0], &v);
	return kernel_to_caller(call->id, call->arg[1], &v, sizeof(v));
}

/* As on Linux, no new value at all stops the timer. */
int64_t call_setitimer(struct proc *self, const struct server_call *call)
{
	struct itimerval_wire new = { 0 }, old;
	uint64_t value = 0, interval = 0;
	int64_t error = 0;

	if (call->arg[0] > ITIMER_PROF)
		return -EINVAL;
	if (call->arg[1])
		error = kernel_from_caller(call->id, &new, call->arg[1], sizeof(new));
	if (!error)
		error = to_ns(&new.value, &value);
	if (!error)
		error = to_ns(&new.interval, &interval);
	if (error)
		return error;
	get(self, (int)call->arg[0], &old);
	if (call->arg[2])
		error = kernel_to_caller(call->id, call->arg[2], &old, sizeof(old));
	return error ? error : set(self, (int)call->arg[0], value, interval);
}
