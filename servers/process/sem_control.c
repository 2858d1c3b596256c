/*
 * servers/process/sem_control.c - semctl.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdlib.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"
#include "servers/process/sem.h"

static int64_t limits(const struct server_call *call, bool use)
{
	struct seminfo info = {
		.semmni = IPC_OBJECTS,
		.semmns = SEM_ALL,
		.semmsl = SEM_PER_SET,
		.semopm = SEM_OPERATIONS,
		.semvmx = SEM_VALUE_MAX,
		.semaem = SEM_VALUE_MAX,
		.semmap = SEM_ALL,
		.semmnu = SEM_ALL,
		.semume = SEM_OPERATIONS,
		.semusz = 20, /* Linux's */
	};
	int64_t error;

	if (use) {
		info.semusz = (int)sem_table.count;
		info.semaem = (int)sem_count();
	}
	error = kernel_to_caller(call->id, call->arg[3], &info, sizeof(info));
	return error ? error : ipc_last_place(&sem_table);
}

static int64_t tell(const struct server_call *call, const struct sem_set *s)
{
	struct semid_ds d = {
		.sem_otime = s->otime,
		.sem_ctime = s->ctime,
		.sem_nsems = s->count,
	};

	ipc_tell(&s->ipc, &d.sem_perm);
	return kernel_to_caller(call->id, call->arg[3], &d, sizeof(d));
}

static int64_t set_owner(
	const struct proc *self, struct sem_set *s, const struct semid_ds *d)
{
	int error = ipc_may_change(&s->ipc, self);

	if (!error)
		error = ipc_set(&s->ipc, &d->sem_perm);
	if (!error)
		s->ctime = ipc_now();
	return error;
}

static int64_t remove_set(struct proc *self, struct sem_set *s)
{
	int error = ipc_may_change(&s->ipc, self);

	if (error)
		return error;
	ipc_remove(&sem_table, &s->ipc);
	ipc_wait_end_all(&s->waits, -EIDRM);
	undo_drop_set(s);
	free(s);
	return 0;
}

static int64_t get_all(const struct server_call *call, const struct sem_set *s)
{
	uint16_t *value = malloc(s->count * sizeof(*value));
	int64_t error;

	if (!value)
		return -ENOMEM;
	for (unsigned i = 0; i < s->count; i++)
		value[i] = s->sem[i].value;
	error = kernel_to_caller(
		call->id, call->arg[3], value, s->count * sizeof(*value));
	free(value);
	return error;
}

static int64_t set_all(
	struct proc *self, const struct server_call *call, struct sem_set *s)
{
	uint16_t *value = malloc(s->count * sizeof(*value));
	int64_t error;

	if (!value)
		return -ENOMEM;
	error = kernel_from_caller(
		call->id, value, call->arg[3], s->count * sizeof(*value));
	for (unsigned i = 0; !error && i < s->count; i++)
		if (value[i] > SEM_VALUE_MAX)
			error = -ERANGE;
	for (unsigned i = 0; !error && i < s->count; i++)
		s->sem[i] = (struct sem){ value[i], proc_pid(self) };
	free(value);
	if (error)
		return error;
	undo_clear(s, -1);
	s->ctime = ipc_now();
	sem_wake(s);
	return 0;
}

static int64_t set_one(
	struct proc *self, const struct server_call *call, struct sem_set *s)
{
	int32_t number = (int32_t)call->arg[1], value = (int32_t)call->arg[3];
	int error;

	if (number < 0 || number >= (int32_t)s->count)
		return -EINVAL;
	error = ipc_access(&s->ipc, self, IPC_WRITE);
	if (error)
		return error;
	undo_clear(s, number);
	s->sem[number] = (struct sem){ (uint16_t)value, proc_pid(self) };
	s->ctime = ipc_now();
	sem_wake(s);
	return 0;
}

/* How many calls wait for semaphore `number` to become 0, or to become more. */
static int64_t waiting(const struct sem_set *s, int32_t number, bool for_zero)
{
	const struct sem_wait *w;
	int64_t n = 0;

	list_for_each_entry (w, &s->waits, wait.queue) {
		const struct sembuf *op = &w->op[w->blocked_by];

		n += op->sem_num == number && (op->sem_op == 0) == for_zero;
	}
	return n;
}

static int64_t ask(
	const struct proc *self, const struct server_call *call, const struct sem_set *s)
{
	int32_t number = (int32_t)call->arg[1], command = (int32_t)call->arg[2];
	int error = ipc_access(&s->ipc, self, IPC_READ);

	if (error)
		return error;
	if (command == GETALL)
		return get_all(call, s);
	if (number < 0 || number >= (int32_t)s->count)
		return -EINVAL;
	switch (command) {
	case GETVAL:
		return s->sem[number].value;
	case GETPID:
		return s->sem[number].pid;
	default:
		return waiting(s, number, command == GETZCNT);
	}
}

/* What is done to one set. */
static int64_t control(struct proc *self, const struct server_call *call,
	struct sem_set *s, int32_t command, const struct semid_ds *d)
{
	int64_t error = 0;

	if (!s)
		return -EINVAL;
	switch (command) {
	case IPC_STAT:
	case SEM_STAT:
		error = ipc_access(&s->ipc, self, IPC_READ);
		/* fall through */
	case SEM_STAT_ANY:
		if (!error)
			error = tell(call, s);
		return error || command == IPC_STAT ? error : s->ipc.id;
	case IPC_SET:
		return set_owner(self, s, d);
	case IPC_RMID:
		return remove_set(self, s);
	case SETALL:
		error = ipc_access(&s->ipc, self, IPC_WRITE);
		return error ? error : set_all(self, call, s);
	case SETVAL:
		return set_one(self, call, s);
	default:
		return ask(self, call, s);
	}
}

int64_t call_semctl(struct proc *self, const struct server_call *call)
{
	int32_t id = (int32_t)call->arg[0], command = (int32_t)call->arg[2];
	struct ipc_object *o = ipc_find(&sem_table, id);
	struct semid_ds d;
	int64_t error;

	if (id < 0)
		return -EINVAL;
	switch (command) {
	case IPC_INFO:
	case SEM_INFO:
		return limits(call, command == SEM_INFO);
	case SEM_STAT:
	case SEM_STAT_ANY:
		o = ipc_at(&sem_table, id);
		break;
	case IPC_SET:
		error = kernel_from_caller(call->id, &d, call->arg[3], sizeof(d));
		if (error)
			return error;
		break;
	case SETVAL:
		if ((int32_t)call->arg[3] < 0 || (int32_t)call->arg[3] > SEM_VALUE_MAX)
			return -ERANGE;
		break;
	case IPC_STAT:
	case IPC_RMID:
	case SETALL:
	case GETALL:
	case GETVAL:
	case GETPID:
	case GETNCNT:
	case GETZCNT:
		break;
	default:
		return -EINVAL;
	}
	return control(self, call, (struct sem_set *)o, command, &d);
}
