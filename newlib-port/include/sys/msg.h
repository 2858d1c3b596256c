/*
 * newlib-port/include/sys/msg.h - System V's queues of messages, as Linux x86-64 has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_MSG_H
#define _XINIM_SYS_MSG_H

#include <sys/cdefs.h>
#include <sys/ipc.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MSG_NOERROR 010000
#if __GNU_VISIBLE
#define MSG_EXCEPT 020000
#define MSG_COPY   040000

/* msgctl, besides IPC_ */
#define MSG_STAT     11
#define MSG_INFO     12
#define MSG_STAT_ANY 13
#endif

typedef unsigned long msgqnum_t;
typedef unsigned long msglen_t;

struct msqid_ds {
	struct ipc_perm msg_perm;
	time_t msg_stime;
	time_t msg_rtime;
	time_t msg_ctime;
	unsigned long __msg_cbytes;
	msgqnum_t msg_qnum;
	msglen_t msg_qbytes;
	pid_t msg_lspid;
	pid_t msg_lrpid;
	unsigned long __reserved[2];
};

#if __GNU_VISIBLE
struct msgbuf {
	long mtype;
	char mtext[1];
};

/* IPC_INFO, MSG_INFO */
struct msginfo {
	int msgpool;
	int msgmap;
	int msgmax;
	int msgmnb;
	int msgmni;
	int msgssz;
	int msgtql;
	unsigned short msgseg;
};
#endif

int msgctl(int __id, int __command, struct msqid_ds *__buf);
int msgget(key_t __key, int __flags);
ssize_t msgrcv(int __id, void *__message, size_t __size, long __type, int __flags);
int msgsnd(int __id, const void *__message, size_t __size, int __flags);

#ifdef __cplusplus
}
#endif

#endif
