/*
 * servers/process/sem.c - System V's semaphores: semget, semop, semtimedop.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "servers/process/sem.h"

#include <errno.h>
#include <stdlib.h>

#include <xinim/abi.h>

#include "servers/process/calls.h"
#include "servers/process/clock.h"
#include "servers/process/kernel.h"

#define SECOND_NS 1000000000ULL

struct ipc_table sem_table;

/* --- semget ------------------------------------------------------------------------- */

unsigned sem_count(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < sem_table.used; i++)
		if (sem_table.object[i])
			n += ((struct sem_set *)sem_table.object[i])->count;
	return n;
}

static int64_t make_set(struct proc *self, key_t key, unsigned count, uint32_t flags)
{
	struct sem_set *s;
	int error;

	if (count == 0)
		return -EINVAL;
	if (count > SEM_ALL - sem_count())
		return -ENOSPC;
	s = calloc(1, sizeof(*s) + count * sizeof(s->sem[0]));
	if (!s)
		return -ENOMEM;
	error = ipc_add(&sem_table, &s->ipc, self, key, flags);
	if (error) {
		free(s);
		return error;
	}
	s->count = count;
	s->ctime = ipc_now();
	list_init(&s->waits);
	list_init(&s->undos);
	return s->ipc.id;
}

int64_t call_semget(struct proc *self, const struct server_call *call)
{
	key_t key = (key_t)call->arg[0];
	int32_t count = (int32_t)call->arg[1];
	uint32_t flags = (uint32_t)call->arg[2];
	struct ipc_object *o;
	int error;

	if (count < 0 || count > SEM_PER_SET)
		return -EINVAL;
	error = ipc_look(&sem_table, key, flags, &o);
	if (error)
		return error;
	if (!o)
		return make_set(self, key, (unsigned)count, flags);
	if ((unsigned)count > ((struct sem_set *)o)->count)
		return -EINVAL;
	error = ipc_access_flags(o, self, flags);
	return error ? error : o->id;
}

/* --- operations --------------------------------------------------------------------- */

static int step(struct sem_set *s, const struct sembuf *op, struct undo *undo)
{
	struct sem *sem = &s->sem[op->sem_num];
	int value = sem->value + op->sem_op;

	if (value < 0 || (op->sem_op == 0 && sem->value))
		return op->sem_flg & IPC_NOWAIT ? -EAGAIN : IPC_BLOCKS;
	if (value > SEM_VALUE_MAX)
		return -ERANGE;
	if (op->sem_flg & SEM_UNDO) {
		int adjust = undo->adjust[op->sem_num] - op->sem_op;

		if (adjust > INT16_MAX || adjust < INT16_MIN)
			return -ERANGE;
		undo->adjust[op->sem_num] = (int16_t)adjust;
	}
	sem->value = (uint16_t)value;
	return 0;
}

void sem_take_back(
	struct sem_set *s, const struct sembuf *op, unsigned count, struct undo *undo)
{
	while (count-- > 0) {
		struct sem *sem = &s->sem[op[count].sem_num];

		sem->value = (uint16_t)(sem->value - op[count].sem_op);
		if (op[count].sem_flg & SEM_UNDO)
			undo->adjust[op[count].sem_num] =
				(int16_t)(undo->adjust[op[count].sem_num] +
					op[count].sem_op);
	}
}

int sem_operate(struct sem_set *s, const struct sembuf *op, unsigned count,
	struct undo *undo, unsigned *at)
{
	int result = 0;

	for (*at = 0; *at < count; (*at)++) {
		result = step(s, &op[*at], undo);
		if (result)
			break;
	}
	if (result)
		sem_take_back(s, op, *at, undo);
	return result;
}

void sem_done(struct sem_set *s, const struct sembuf *op, unsigned count, int32_t pid)
{
	for (unsigned i = 0; i < count; i++)
		s->sem[op[i].sem_num].pid = pid;
	s->otime = ipc_now();
}

static bool alters(const struct sembuf *op, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (op[i].sem_op)
			return true;
	return false;
}

static bool undoes(const struct sembuf *op, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (op[i].sem_flg & SEM_UNDO)
			return true;
	return false;
}

/* --- waiting ------------------------------------------------------------------------ */

/* One that waits tries again. True: values are other ones now. */
static bool try_again(struct sem_wait *w)
{
	struct sem_set *s = w->set;
	struct proc *p = w->wait.proc;
	struct undo *undo = NULL;
	unsigned count = w->count;
	int result = 0;
	bool altered;

	if (undoes(w->op, count)) {
		undo = undo_of(p, s);
		result = undo ? 0 : -ENOSPC;
	}
	if (!result)
		result = sem_operate(s, w->op, count, undo, &w->blocked_by);
	if (result == IPC_BLOCKS)
		return false;
	if (result) {
		(void)ipc_wait_end(&w->wait, result);
		return false;
	}
	altered = server_answer(w->wait.call, 0) == 0;
	if (altered) {
		sem_done(s, w->op, count, proc_pid(p));
		altered = alters(w->op, count);
	} else { /* its caller has gone */
		sem_take_back(s, w->op, count, undo);
	}
	ipc_wait_drop(&w->wait);
	return altered;
}

void sem_wake(struct sem_set *s)
{
	struct list *it, *next;
	bool altered;

	do {
		altered = false;
		list_for_each_safe (it, next, &s->waits) {
			altered = try_again(list_entry(it, struct sem_wait, wait.queue));
			if (altered)
				break; /* who came earlier may be able to go on now */
		}
	} while (altered);
}

static void timed_out(struct countdown *c, uint64_t times)
{
	struct sem_wait *w = list_entry(c, struct sem_wait, timeout);

	(void)times;
	(void)ipc_wait_end(&w->wait, -EAGAIN);
}

static void drop(struct ipc_wait *wait)
{
	struct sem_wait *w = list_entry(wait, struct sem_wait, wait);

	(void)countdown_set(&w->timeout, 0, 0);
	free(w);
}

/* deadline: of CLOCK_MONOTONIC; 0: none. */
static int64_t wait(struct proc *self, const struct server_call *call, struct sem_set *s,
	const struct sembuf *op, unsigned count, unsigned blocked_by, uint64_t deadline)
{
	struct sem_wait *w = malloc(sizeof(*w) + count * sizeof(*op));

	if (!w)
		return -ENOMEM;
	*w = (struct sem_wait){
		.wait = { .proc = self,
			.call = call->id,
			.interrupted = -EINTR,
			.drop = drop },
		.set = s,
		.timeout = { .clock = COUNTDOWN_MONOTONIC,
			.proc = self,
			.fire = timed_out },
		.count = count,
		.blocked_by = blocked_by,
	};
	for (unsigned i = 0; i < count; i++)
		w->op[i] = op[i];
	if (deadline && countdown_set(&w->timeout, deadline, 0) != 0) {
		free(w);
		return -ENOMEM;
	}
	ipc_wait_begin(&w->wait, &s->waits);
	return SERVER_PARKED;
}

/* --- semop -------------------------------------------------------------------------- */

/* The operations are good ones. Linux's order of errors. */
static int check(const struct proc *self, const struct sem_set *s,
	const struct sembuf *op, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (op[i].sem_num >= s->count)
			return -EFBIG;
	return ipc_access(&s->ipc, self, alters(op, count) ? IPC_WRITE : IPC_READ);
}

static int64_t operate(struct proc *self, const struct server_call *call, uint64_t limit)
{
	struct sem_set *s = (struct sem_set *)ipc_find(&sem_table, (int32_t)call->arg[0]);
	struct sembuf op[SEM_OPERATIONS];
	struct undo *undo = NULL;
	uint64_t many = call->arg[2];
	unsigned count = (unsigned)many, at;
	int64_t result;

	if (many > SEM_OPERATIONS)
		return -E2BIG;
	if (many == 0)
		return -EINVAL;
	result = kernel_from_caller(call->id, op, call->arg[1], count * sizeof(op[0]));
	if (result)
		return result;
	if (limit == 0 || !s)
		return -EINVAL;
	result = check(self, s, op, count);
	if (result)
		return result;
	if (undoes(op, count) && !(undo = undo_of(self, s)))
		return -ENOSPC;
	result = sem_operate(s, op, count, undo, &at);
	if (result == IPC_BLOCKS)
		return wait(self, call, s, op, count, at,
			limit == UINT64_MAX ? 0 : clock_monotonic() + limit);
	if (result)
		return result;
	sem_done(s, op, count, proc_pid(self));
	if (alters(op, count))
		sem_wake(s);
	return 0;
}

int64_t call_semop(struct proc *self, const struct server_call *call)
{
	return operate(self, call, UINT64_MAX);
}

/* 0 nanoseconds are a limit, too: 1 is no later. A bad one is told of as 0. */
static uint64_t limit_of(const struct xinim_timespec *t)
{
	if (t->tv_sec < 0 || t->tv_nsec < 0 || t->tv_nsec >= (int64_t)SECOND_NS)
		return 0;
	if ((uint64_t)t->tv_sec >= UINT64_MAX / 4 / SECOND_NS)
		return UINT64_MAX;
	return (uint64_t)t->tv_sec * SECOND_NS + (uint64_t)t->tv_nsec + 1;
}

int64_t call_semtimedop(struct proc *self, const struct server_call *call)
{
	struct xinim_timespec t;
	int64_t error;

	if (!call->arg[3])
		return operate(self, call, UINT64_MAX);
	error = kernel_from_caller(call->id, &t, call->arg[3], sizeof(t));
	return error ? error : operate(self, call, limit_of(&t));
}
