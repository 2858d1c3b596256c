/*
 * servers/process/msg.h - System V's queues of messages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_MSG_H
#define XINIM_PROCESS_MSG_H

#include <sys/msg.h>

#include "servers/process/ipc.h"

#define MSG_LENGTH_MAX 8192  /* MSGMAX */
#define MSG_QUEUE_MAX  16384 /* MSGMNB: bytes of a queue, unless root has it otherwise */

struct msg {
	struct list link;
	int64_t type;
	uint64_t length;
	char text[];
};

struct msg_queue {
	struct ipc_object ipc; /* the first member: a queue is found as one */
	struct list messages;
	uint64_t bytes, count;
	uint64_t most; /* bytes, and messages, too */
	struct list senders, receivers;
	int64_t stime, rtime, ctime;
	int32_t sender, receiver; /* PIDs of the last ones */
};

extern struct ipc_table msg_table;

/* Its owner, permissions or size have: who waits may be allowed less, or have room. */
void msg_changed(struct msg_queue *q);
/* The queue's messages go. */
void msg_drop_all(struct msg_queue *q);

#endif
