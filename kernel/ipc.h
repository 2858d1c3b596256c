/*
 * kernel/ipc.h - synchronous messages, notifications, routed system calls.
 *
 * A thread that waits in IPC keeps nothing on its kernel stack: all there is
 * to know stands in its frame and in struct thread, whoever wakes it writes
 * the outcome there, and it goes straight back to user mode. That lets the
 * fast path (arch/x86_64/ipc.S) switch between two threads without returning
 * through C. <xinim/ipc.h> has the register convention. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_IPC_H
#define XINIM_KERNEL_IPC_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/cap.h"
#include "kernel/syscall.h"
#include "kernel/timer.h"

#include <xinim/abi.h>
#include <xinim/ipc.h>

struct frame;
struct thread;
struct process;

/* What a thread blocked in IPC waits for. The fast path knows these numbers. */
enum ipc_state {
	IPC_NONE,
	IPC_RECEIVING,       /* among the receivers of ipc_endpoint */
	IPC_SENDING,         /* among its senders: the message stands in the frame */
	IPC_WAIT_REPLY,      /* process ipc_server has to answer */
	IPC_WAIT_ROUTED,     /* the same, for a routed system call */
	IPC_WAIT_REPLY_SLOW, /* with a timeout or a lent priority: not for the fast path */
	IPC_WAIT_ROUTED_SLOW,
	IPC_WAIT_BITS, /* for bits of ipc_notification: those of ipc_label */
};

struct notification {
	struct cap_object cap;
	uint64_t word;
	struct endpoint *bound; /* a receive there delivers the word, too */
	struct list bound_link;
	struct list waiters; /* threads that wait for bits of theirs, by ipc_link */
	struct timer alarm;
	uint64_t alarm_bits;
};

struct endpoint {
	struct cap_object cap;
	struct thread *receivers; /* last come, first served: its caches are warm */
	uint64_t
		pending; /* senders, and bound notifications with bits set; more without owner */
	struct list timed_receivers; /* those with a timeout, by ipc_link */
	struct list senders;         /* by ipc_link, first come, first served */
	struct list bound;           /* notifications */
	struct process *owner;       /* who made it; NULL: it has ended */
	uint32_t readers_elsewhere;  /* capabilities to receive here that it has not */
	struct list owner_link;
};

/* NULL: out of memory. The caller has the one reference. */
struct endpoint *endpoint_create(struct process *owner);
void endpoint_init(struct endpoint *e, struct process *owner);

/* NULL: out of memory. The caller has the one reference. */
struct notification *notification_create(void);
void notification_init(struct notification *n);
/* Sets bits and wakes who waits for one of them. Never blocks; from interrupts too. */
void notification_signal(struct notification *n, uint64_t bits);
/*
 * Waits for one of the bits in mask, takes those that are set and returns
 * them. -EAGAIN (timeout 0), -ETIMEDOUT; a restart code: a signal is to be handled.
 */
int64_t notification_wait(struct notification *n, uint64_t mask, uint64_t timeout);
/*
 * The same for a system call whose frame is whole: comes back only if there is
 * nothing to wait for, and the result is in the frame when the thread goes on.
 */
int64_t notification_wait_stackless(
	struct notification *n, uint64_t mask, uint64_t timeout);
/* The system calls; the frame is whole. */
struct notification_signalled {
	int64_t result;
	struct thread *next; /* to be switched to now; NULL: nobody */
};
struct notification_signalled notification_signal_call(struct frame *f);
int64_t notification_wait_call(struct frame *f);
/* Sets bits at this time of the clock; 0: not any more. One a notification. */
void notification_alarm(struct notification *n, uint64_t bits, uint64_t when);
/* -EBUSY: bound already. */
int notification_bind(struct notification *n, struct endpoint *e);
void notification_unbind(struct notification *n);

/* The calls, slow way; the frame is whole. Return what goes into the result register. */
int64_t ipc_slow_call(struct frame *f);
int64_t ipc_slow_send(struct frame *f);
int64_t ipc_slow_receive(struct frame *f);
int64_t ipc_slow_reply(struct frame *f);
int64_t ipc_slow_reply_receive(struct frame *f);
int64_t ipc_slow_routed(struct frame *f);
int64_t ipc_slow_copy(const uint64_t arg[6]);

/* Does t wait for the answer to a call that somebody has received? */
bool ipc_waits_for_reply(const struct thread *t);
/* The thread whose call has this number and waits for process p's answer; NULL: none. */
struct thread *ipc_find_call(const struct process *p, uint64_t call);
/* The same, if it is a system call that was routed there. */
struct thread *ipc_find_routed(const struct process *p, uint64_t call);
/* A call found like that is over, without a result. The thread stays blocked. */
void ipc_withdraw(struct thread *t);
/* A call found like that is to be answered by e's owner instead. */
void ipc_forward(struct thread *t, struct endpoint *e);
/* The clock's time in `timeout` nanoseconds; UINT64_MAX: never, or too far away to tell. */
uint64_t ipc_deadline(uint64_t timeout);
/* The current thread waits in IPC_WAIT_BITS; who goes on writes the result. */
void ipc_wait_for_bits(struct notification *n, uint64_t mask, uint64_t timeout)
	__attribute__((noreturn));
/* Takes t out of the IPC it waits in, with `error` as its outcome. Does not wake it. */
void ipc_cancel(struct thread *t, int error);
/*
 * t is blocked and has a signal to take: it stops waiting, unless a server is
 * at work on its call, who hears of it (not if `quiet`) and answers soon.
 */
void ipc_interrupt(struct thread *t, bool quiet);
/* The server that t waits for a reply of, if it does, gets XINIM_NOTIFY_CANCEL. */
void ipc_tell_server(struct thread *t);
/* t's own priority is new, or one of its lenders': t and whom it lends to follow. */
void ipc_priority_changed(struct thread *t);
/* t ends: whoever lends it a priority has it to itself again. False: not all have yet. */
bool ipc_drop_lenders(struct thread *t);
/* p ends: nobody waits for it any longer. In steps that others may come between. */
void ipc_process_exit(struct process *p);
struct timer;
/* The function of every thread's ipc_timer. */
void ipc_timed_out(struct timer *timer);
/* Who waits at e waits no longer: with this error. False: a step's worth, not all yet. */
bool endpoint_fail(struct endpoint *e, int error);
/* Frees endpoints that have gone while many waited, in steps that others may come between. */
void endpoint_reap(void);
/* Gives e's bits or a sender's message to a receiver that waits. */
void endpoint_kick(struct endpoint *e);

/* t lends `to` its priority until ipc_take_back, when its call is over. */
void ipc_lend(struct thread *t, struct thread *to);
/*
 * t waits at e, where nobody receives: the thread of e's owner that received there
 * last, and is busy, has t's priority until the message is taken; so has, in turn, who
 * that one waits for.
 */
void ipc_lend_queued(struct thread *t, const struct endpoint *e);
/* Harmless if it has lent nothing. */
void ipc_take_back(struct thread *t);
/* The current thread's call to slot `number` goes to e; as ipc_slow_call. */
int64_t ipc_send_routed(struct endpoint *e, unsigned number, uint64_t timeout);

/* Who serves each routed slot, for the fast path; NULL: nobody now. */
extern struct endpoint *route_table[XINIM_SYSCALL_SLOTS];
/* p serves what is routed to `route` by endpoint e. -EINVAL, -EBUSY (another does). */
int route_register(struct process *p, unsigned route, struct endpoint *e);
void route_init(void);
/* Bit per route: a boot module is going to serve it; no, none will be. */
void route_expect(uint32_t which);
void route_give_up(uint32_t which);
/* The routes of p have nobody any more. */
void route_process_exit(struct process *p);
/* Where the route is served; NULL: nowhere now. */
struct endpoint *route_endpoint(unsigned route);
/* A capability of p's to send to the route's server. -EPERM, -EAGAIN, -EMFILE, -ENOMEM. */
int route_connect(struct process *p, unsigned route);
/* What the kernel does itself for the caller's call to slot `number`; NULL: nothing. */
syscall_handler *route_fallback(unsigned number, const struct process *caller);
/* Where a call to slot `number` waits while nobody serves it; NULL: nobody will. */
struct endpoint *route_absent(unsigned number, const struct process *caller);

#endif
