/*
 * servers/process/msg_control.c - msgctl.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdlib.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"
#include "servers/process/msg.h"

static int64_t limits(const struct server_call *call, bool use)
{
	/* The fields that nothing is limited by are Linux's. */
	struct msginfo info = {
		.msgpool = IPC_OBJECTS * (MSG_QUEUE_MAX / 1024),
		.msgmap = MSG_QUEUE_MAX,
		.msgmax = MSG_LENGTH_MAX,
		.msgmnb = MSG_QUEUE_MAX,
		.msgmni = IPC_OBJECTS,
		.msgssz = 16,
		.msgtql = MSG_QUEUE_MAX,
		.msgseg = 0xffff,
	};
	int64_t error;

	if (use) {
		info.msgpool = (int)msg_table.count;
		info.msgmap = info.msgtql = 0;
		for (unsigned i = 0; i < msg_table.used; i++) {
			const struct msg_queue *q =
				(struct msg_queue *)msg_table.object[i];

			info.msgmap += q ? (int)q->count : 0;
			info.msgtql += q ? (int)q->bytes : 0;
		}
	}
	error = kernel_to_caller(call->id, call->arg[2], &info, sizeof(info));
	return error ? error : ipc_last_place(&msg_table);
}

static int64_t tell(const struct server_call *call, const struct msg_queue *q)
{
	struct msqid_ds d = {
		.msg_stime = q->stime,
		.msg_rtime = q->rtime,
		.msg_ctime = q->ctime,
		.__msg_cbytes = q->bytes,
		.msg_qnum = q->count,
		.msg_qbytes = q->most,
		.msg_lspid = q->sender,
		.msg_lrpid = q->receiver,
	};

	ipc_tell(&q->ipc, &d.msg_perm);
	return kernel_to_caller(call->id, call->arg[2], &d, sizeof(d));
}

static int64_t set(const struct proc *self, struct msg_queue *q, const struct msqid_ds *d)
{
	int error = ipc_may_change(&q->ipc, self);

	if (error)
		return error;
	if (d->msg_qbytes > MSG_QUEUE_MAX && !cred_may(&self->cred, CAPABILITY_RESOURCE))
		return -EPERM;
	if (d->msg_qbytes == 0)
		return -EINVAL;
	error = ipc_set(&q->ipc, &d->msg_perm);
	if (error)
		return error;
	q->most = d->msg_qbytes;
	q->ctime = ipc_now();
	msg_changed(q);
	return 0;
}

static int64_t remove_queue(const struct proc *self, struct msg_queue *q)
{
	int error = ipc_may_change(&q->ipc, self);

	if (error)
		return error;
	ipc_remove(&msg_table, &q->ipc);
	ipc_wait_end_all(&q->senders, -EIDRM);
	ipc_wait_end_all(&q->receivers, -EIDRM);
	msg_drop_all(q);
	free(q);
	return 0;
}

int64_t call_msgctl(struct proc *self, const struct server_call *call)
{
	int32_t id = (int32_t)call->arg[0], command = (int32_t)call->arg[1];
	bool by_place = command == MSG_STAT || command == MSG_STAT_ANY;
	struct msg_queue *q = (struct msg_queue *)(by_place ? ipc_at(&msg_table, id)
							    : ipc_find(&msg_table, id));
	struct msqid_ds d;
	int64_t error = 0;

	if (id < 0)
		return -EINVAL;
	if (command == IPC_SET)
		error = kernel_from_caller(call->id, &d, call->arg[2], sizeof(d));
	if (error)
		return error;
	switch (command) {
	case IPC_INFO:
	case MSG_INFO:
		return limits(call, command == MSG_INFO);
	case IPC_SET:
		return q ? set(self, q, &d) : -EINVAL;
	case IPC_RMID:
		return q ? remove_queue(self, q) : -EINVAL;
	case IPC_STAT:
	case MSG_STAT:
	case MSG_STAT_ANY:
		break;
	default:
		return -EINVAL;
	}
	if (!q)
		return -EINVAL;
	if (command != MSG_STAT_ANY)
		error = ipc_access(&q->ipc, self, IPC_READ);
	if (!error)
		error = tell(call, q);
	return error || command == IPC_STAT ? error : q->ipc.id;
}
