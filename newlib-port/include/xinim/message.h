/*
 * newlib-port/include/xinim/message.h - messages, capabilities, notifications from C.
 *
 * <xinim/ipc.h> has the register convention and the errors. All functions
 * return what the kernel does, a result or an errno value negated, and leave
 * errno alone, so that a server need have none.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_XINIM_MESSAGE_H
#define _XINIM_XINIM_MESSAGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#include <xinim/cap.h>
#include <xinim/ipc.h>
#include <xinim/syscall.h>

struct xinim_message {
	uint64_t word[6];
	uint64_t label;
	uint64_t badge; /* of the sender: set by a receive */
};

/* One of the calls that move messages; the words go in and come out in registers. */
static inline int64_t xinim_ipc(
	long number, int cap, uint64_t reply_to, struct xinim_message *m, int64_t timeout)
{
	register uint64_t w3 __asm__("r10") = m->word[3];
	register uint64_t w4 __asm__("r8") = m->word[4];
	register uint64_t w5 __asm__("r9") = m->word[5];
	register uint64_t c __asm__("r12") = (uint64_t)cap;
	register uint64_t label __asm__("r13") = m->label;
	register int64_t limit __asm__("r14") = timeout;
	uint64_t w0 = m->word[0], w1 = m->word[1], w2 = m->word[2];
	int64_t result;

	__asm__ volatile("syscall"
			 : "=a"(result), "+D"(w0), "+S"(w1), "+d"(w2), "+r"(w3), "+r"(w4),
			 "+r"(w5), "+r"(c), "+r"(label)
			 : "a"(number), "b"(reply_to), "r"(limit)
			 : "rcx", "r11", "memory");
	m->word[0] = w0;
	m->word[1] = w1;
	m->word[2] = w2;
	m->word[3] = w3;
	m->word[4] = w4;
	m->word[5] = w5;
	m->label = label;
	m->badge = c;
	return result;
}

/* Sends m and waits for the answer, which replaces m's words. */
static inline int xinim_call(int cap, struct xinim_message *m, int64_t timeout)
{
	return (int)xinim_ipc(SYS_ipc_call, cap, 0, m, timeout);
}

static inline int xinim_send(int cap, struct xinim_message *m, int64_t timeout)
{
	return (int)xinim_ipc(SYS_ipc_send, cap, 0, m, timeout);
}

/* The call's number, for a reply; 0: none is wanted. */
static inline int64_t xinim_receive(int cap, struct xinim_message *m, int64_t timeout)
{
	return xinim_ipc(SYS_ipc_receive, cap, 0, m, timeout);
}

static inline int xinim_reply(uint64_t call, struct xinim_message *m)
{
	return (int)xinim_ipc(SYS_ipc_reply, 0, call, m, 0);
}

static inline int64_t xinim_reply_receive(
	int cap, uint64_t call, struct xinim_message *m, int64_t timeout)
{
	return xinim_ipc(SYS_ipc_reply_receive, cap, call, m, timeout);
}

static inline int64_t xinim_copy_from_caller(
	uint64_t call, void *to, uint64_t theirs, size_t length)
{
	return xinim_syscall5(SYS_ipc_copy, (long)call, XINIM_COPY_FROM_CALLER,
		(long)theirs, (long)to, (long)length);
}

static inline int64_t xinim_copy_to_caller(
	uint64_t call, uint64_t theirs, const void *from, size_t length)
{
	return xinim_syscall5(SYS_ipc_copy, (long)call, XINIM_COPY_TO_CALLER,
		(long)theirs, (long)from, (long)length);
}

static inline int xinim_endpoint_create(void)
{
	return (int)xinim_syscall0(SYS_endpoint_create);
}

static inline int xinim_notification_create(void)
{
	return (int)xinim_syscall0(SYS_notification_create);
}

static inline int xinim_notification_signal(int cap, uint64_t bits)
{
	return (int)xinim_syscall2(SYS_notification_signal, cap, (long)bits);
}

static inline int64_t xinim_notification_wait(int cap, uint64_t mask, int64_t timeout)
{
	return xinim_syscall3(SYS_notification_wait, cap, (long)mask, timeout);
}

static inline int xinim_notification_bind(int notification, int endpoint)
{
	return (int)xinim_syscall2(SYS_notification_bind, notification, endpoint);
}

static inline int xinim_cap_derive(int cap, uint32_t rights, uint64_t badge)
{
	return (int)xinim_syscall3(SYS_cap_derive, cap, (long)rights, (long)badge);
}

static inline int xinim_cap_close(int cap)
{
	return (int)xinim_syscall1(SYS_cap_close, cap);
}

static inline int xinim_cap_revoke(int cap)
{
	return (int)xinim_syscall1(SYS_cap_revoke, cap);
}

static inline int xinim_cap_info(int cap, struct xinim_cap_info *info)
{
	return (int)xinim_syscall2(SYS_cap_info, cap, (long)info);
}

static inline int xinim_route_control(int operation, int route, uint64_t argument)
{
	return (int)xinim_syscall3(SYS_route_control, operation, route, (long)argument);
}

/* Serve the route at this endpoint of ours. */
static inline int xinim_route_serve(int route, int endpoint)
{
	return xinim_route_control(XINIM_ROUTE_SERVE, route, (uint64_t)endpoint);
}

/* A capability to the endpoint of the route's server; -EAGAIN: there is none now. */
static inline int xinim_route_connect(int route)
{
	return xinim_route_control(XINIM_ROUTE_CONNECT, route, 0);
}

/* The call, which was routed to us, is that route's server's to answer. */
static inline int xinim_route_forward(int route, uint64_t call)
{
	return xinim_route_control(XINIM_ROUTE_FORWARD, route, call);
}

#endif
