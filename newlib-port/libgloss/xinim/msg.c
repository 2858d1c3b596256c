/*
 * newlib-port/libgloss/xinim/msg.c - System V's queues of messages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/msg.h>

_Static_assert(sizeof(struct msqid_ds) == 120, "Linux struct msqid64_ds");

int msgget(key_t key, int flags)
{
	return (int)CALL(msgget, key, flags);
}

int msgsnd(int id, const void *message, size_t size, int flags)
{
	return (int)CALL_POINT(msgsnd, id, message, size, flags);
}

ssize_t msgrcv(int id, void *message, size_t size, long type, int flags)
{
	return CALL_POINT(msgrcv, id, message, size, type, flags);
}

int msgctl(int id, int command, struct msqid_ds *buf)
{
	return (int)CALL(msgctl, id, command, buf);
}
