/*
 * include/xinim/ipc.h - messages between processes: the register convention.
 *
 * A message is six words in RDI, RSI, RDX, R10, R8, R9 and a label in R13; the
 * words stay in the registers they are in. The other registers of these calls:
 *
 *	             in                                       out
 *	RAX          number                                   result or -errno
 *	R12          capability to an endpoint                badge (receive)
 *	R13          label                                    label (receive)
 *	R14          timeout, nanoseconds; XINIM_FOREVER;     -
 *	             0: only if the partner waits already
 *	RBX          reply: the call to answer                -
 *
 * ipc_call          sends and waits for the answer: 0, the answer in the words
 * ipc_send          sends and waits until it is taken: 0
 * ipc_receive       the next message: the call's number to reply to, or 0 for
 *                   one that wants no reply (a send, a notification)
 * ipc_reply         answers call RBX: 0; never waits
 * ipc_reply_receive both; without RBX (0) only receives
 *
 * A system call that is routed to a server arrives as a call whose label is
 * the system call's number, whose words are its arguments and whose badge is
 * the caller's PID; word 0 of the reply is its result. A notification arrives
 * with label XINIM_LABEL_NOTIFICATION and its bits in word 0.
 *
 * Errors: EBADF, EPERM (the capability), EAGAIN (timeout 0), ETIMEDOUT, EPIPE
 * (the endpoint has no owner any more), ESRCH (reply: no such call, any more),
 * EDEADLK (a call to oneself with nobody else to receive it), EINTR.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_IPC_H
#define XINIM_IPC_H

#define XINIM_FOREVER (-1) /* no timeout */

/*
 * Labels. A sender's own are below XINIM_LABEL_LIMIT. With XINIM_LABEL_CAP added
 * to it, word 5 is a capability of the sender's, which the receiver is given
 * (GRANT): its word 5 is the number it has there.
 */
#define XINIM_LABEL_LIMIT        (1UL << 62)
#define XINIM_LABEL_NOTIFICATION (1UL << 62) /* the kernel's alone */
#define XINIM_LABEL_CAP          (1UL << 63)

/* ipc_copy: directions, as the server sees them. */
#define XINIM_COPY_FROM_CALLER 0
#define XINIM_COPY_TO_CALLER   1

/*
 * From a server that is connected to another (XINIM_ROUTE_CONNECT): its PID with
 * this bit is the badge of its messages, and their labels are at least
 * XINIM_LABEL_SERVER, where system calls' are below.
 */
#define XINIM_BADGE_SERVER (1UL << 62)
#define XINIM_LABEL_SERVER 1024UL

/* route_control(operation, route, argument) */
enum xinim_route_op {
	XINIM_ROUTE_SERVE,   /* at this endpoint */
	XINIM_ROUTE_CONNECT, /* a capability (WRITE) to the server's endpoint */
	XINIM_ROUTE_FORWARD, /* hands this call, routed to me, over to that server */
};

/* Servers that system calls can be routed to: route_control. */
enum xinim_route {
	XINIM_ROUTE_PROCESS,
	XINIM_ROUTE_MEMORY,
	XINIM_ROUTE_VFS,
	XINIM_ROUTES
};

#endif
