/* tests/guest/ipc.h - messages by hand: the registers of <xinim/ipc.h>.
 *
 * Each returns RAX as it is: a result, or an errno value negated. None uses a
 * vector register, so that a program that does not either gets the fast path.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_IPC_H
#define XINIM_TESTS_GUEST_IPC_H

#include <stdint.h>
#include <sys/syscall.h>

#include <xinim/cap.h>
#include <xinim/ipc.h>
#include <xinim/syscall.h>

#define IPC_FOREVER UINT64_MAX

struct ipc_message {
	uint64_t word[6];
	uint64_t label; /* in and out */
	uint64_t badge; /* out */
};

/* Any of them; `call` is what a reply answers. */
static inline int64_t ipc_do(uint64_t number, uint64_t cap, uint64_t call,
	uint64_t timeout, struct ipc_message *m)
{
	register uint64_t r10 __asm__("r10") = m->word[3];
	register uint64_t r8 __asm__("r8") = m->word[4];
	register uint64_t r9 __asm__("r9") = m->word[5];
	register uint64_t r12 __asm__("r12") = cap;
	register uint64_t r13 __asm__("r13") = m->label;
	register uint64_t r14 __asm__("r14") = timeout;
	uint64_t rdi = m->word[0], rsi = m->word[1], rdx = m->word[2];

	__asm__ volatile("syscall"
			 : "+a"(number), "+D"(rdi), "+S"(rsi), "+d"(rdx), "+r"(r10),
			 "+r"(r8), "+r"(r9), "+r"(r12), "+r"(r13), "+r"(r14), "+b"(call)
			 :
			 : "rcx", "r11", "memory");
	m->word[0] = rdi;
	m->word[1] = rsi;
	m->word[2] = rdx;
	m->word[3] = r10;
	m->word[4] = r8;
	m->word[5] = r9;
	m->badge = r12;
	m->label = r13;
	return (int64_t)number;
}

static inline int64_t ipc_call(uint64_t cap, uint64_t timeout, struct ipc_message *m)
{
	return ipc_do(SYS_ipc_call, cap, 0, timeout, m);
}

static inline int64_t ipc_send(uint64_t cap, uint64_t timeout, struct ipc_message *m)
{
	return ipc_do(SYS_ipc_send, cap, 0, timeout, m);
}

static inline int64_t ipc_receive(uint64_t cap, uint64_t timeout, struct ipc_message *m)
{
	return ipc_do(SYS_ipc_receive, cap, 0, timeout, m);
}

static inline int64_t ipc_reply(uint64_t call, struct ipc_message *m)
{
	return ipc_do(SYS_ipc_reply, 0, call, 0, m);
}

static inline int64_t ipc_reply_receive(
	uint64_t cap, uint64_t call, uint64_t timeout, struct ipc_message *m)
{
	return ipc_do(SYS_ipc_reply_receive, cap, call, timeout, m);
}

static inline int64_t ipc_copy(
	uint64_t call, uint64_t direction, uint64_t theirs, const void *own, uint64_t len)
{
	return xinim_syscall5(SYS_ipc_copy, (long)call, (long)direction, (long)theirs,
		(long)own, (long)len);
}

/* The rest by name; arguments are whatever the test likes. */
#define endpoint_create()     xinim_syscall0(SYS_endpoint_create)
#define notification_create() xinim_syscall0(SYS_notification_create)
#define notification_signal(cap, bits) \
	xinim_syscall2(SYS_notification_signal, (long)(cap), (long)(bits))
#define notification_wait(cap, mask, timeout) \
	xinim_syscall3(SYS_notification_wait, (long)(cap), (long)(mask), (long)(timeout))
#define notification_bind(cap, endpoint) \
	xinim_syscall2(SYS_notification_bind, (long)(cap), (long)(endpoint))
#define cap_derive(cap, rights, badge) \
	xinim_syscall3(SYS_cap_derive, (long)(cap), (long)(rights), (long)(badge))
#define cap_close(cap)      xinim_syscall1(SYS_cap_close, (long)(cap))
#define cap_revoke(cap)     xinim_syscall1(SYS_cap_revoke, (long)(cap))
#define cap_info(cap, info) xinim_syscall2(SYS_cap_info, (long)(cap), (long)(info))
#define route_control(route, endpoint) \
	xinim_syscall3(                \
		SYS_route_control, XINIM_ROUTE_SERVE, (long)(route), (long)(endpoint))

#endif
