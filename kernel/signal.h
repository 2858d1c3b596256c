/*
 * kernel/signal.h - signals: queued, chosen, carried out or handed to a handler.
 *
 * The kernel has the mechanism only: who may signal whom, groups and sessions
 * are the process server's business. A signal waits in its process's queue or
 * in that of one thread. A thread that has one to look at has THREAD_SLOW_SIGNAL,
 * from which the CPU that runs it gets CPU_WORK_SIGNAL; it is the thread itself,
 * on its way to user mode, that takes both back. So nothing is paid for while
 * nothing is pending. What a signal does by default is done as it is sent,
 * unless it has to wait for being unblocked.
 *
 * All functions want the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SIGNAL_H
#define XINIM_KERNEL_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/list.h"

#include <xinim/signal.h>

struct frame;
struct process;
struct quota;
struct thread;

/* The bit of a signal in a set. */
#define SIGNAL_BIT(n) (1UL << ((n)-1))
/* What nobody can block, catch or ignore. */
#define SIGNAL_ABSOLUTE (SIGNAL_BIT(XINIM_SIGKILL) | SIGNAL_BIT(XINIM_SIGSTOP))

/* What is kept of a signal's details, as by Linux; the rest is zeroes for who gets it. */
#define SIGNAL_INFO_KEPT 48

struct signal_queue {
	uint64_t set; /* that wait; one whose details found no room is only here */
	struct list entries;
};

/* Rows by signal: 28 bytes each, so that a table is a small object. */
struct signal_actions {
	uint64_t handler[XINIM_SIGNALS];
	uint64_t restorer[XINIM_SIGNALS];
	uint64_t mask[XINIM_SIGNALS];
	uint32_t flags[XINIM_SIGNALS];
	uint32_t others; /* processes besides one that have this table: CLONE_SIGHAND */
};

struct process_signals {
	struct signal_actions *actions; /* NULL: all are the default ones */
	struct signal_queue pending;
	uint32_t queued;   /* real-time signals of the process and its threads */
	uint32_t limit;    /* how many these may be: RLIMIT_SIGPENDING */
	uint32_t waiting;  /* threads in rt_sigtimedwait */
	uint32_t watching; /* threads with a set that is watched */
	uint8_t stopped;   /* by this signal; 0: it is not */
	bool changing;     /* not all of its threads know yet: signal_finish */
	bool dump; /* its state goes into the log when it ends by SIGQUIT and the like */
};

/* A fault that waits to be handled: it comes before any other signal. */
struct signal_fault {
	int32_t signal; /* 0: none */
	int32_t code;
	uint64_t address;
};

/* How restart_syscall goes on with a sleep. */
struct signal_restart {
	uint64_t deadline; /* clock time */
	uint64_t remain;   /* where the user wants to know what is left; 0: nowhere */
	uint64_t word, value, bitset; /* of a futex; word 0: a sleep */
	uint32_t clock; /* of a sleep: one of CPU time, by which deadline is; 0: none */
	bool shared, date; /* of a futex: deadline is one of CLOCK_REALTIME */
};

struct thread_signals {
	uint64_t blocked;
	uint64_t before; /* blocked, once rt_sigsuspend is over */
	bool suspended;  /* `before` counts */
	uint64_t wanted; /* rt_sigtimedwait's, while it waits */
	/* Whose coming its call's server is told of, though they are blocked (signalfd). */
	uint64_t watched;
	struct signal_queue pending;
	struct signal_fault fault;
	struct xinim_sigaltstack stack;
	struct signal_restart restart;
	uint64_t trap, trap_error, trap_address; /* of its last fault, for handlers */
};

void signal_init_process(struct process *p);
void signal_init_thread(struct thread *t);
/* What waits for them is dropped. The process's actions go too. */
void signal_end_process(struct process *p);
/* A thread leaves its process: signals that only it could have taken go to others. */
void signal_end_thread(struct thread *t);

/* p does on signals what `from` does; handlers included. 0 or -ENOMEM. */
int signal_copy_actions(struct process *p, const struct process *from);
/* They have one table of actions from now on, whoever changes it. 0 or -ENOMEM. */
int signal_share_actions(struct process *p, struct process *with);
/* p's table is no other's any more, and is as it was. 0 or -ENOMEM. */
int signal_own_actions(struct process *p);
/* What is caught has its default action; p has a table of its own. */
void signal_clear_actions(struct process *p);
/* A new thread blocks what `from` blocks, and has its alternate stack. */
void signal_inherit(struct thread *t, const struct thread *from);
/* exec: there are no handlers any more, nor alternate stacks. */
void signal_exec(struct process *p);

/*
 * Sends a signal to p, or to its thread t alone; of info SIGNAL_INFO_KEPT bytes are
 * looked at. A call that `asker` has with
 * the current process is not announced as interrupted: who sends knows of it.
 * -EAGAIN: there are too many in the queue; -ENOMEM. 1: a timer's, counted as an
 * overrun of the one that waits.
 */
int signal_send(struct process *p, struct thread *t, const struct xinim_siginfo *info,
	const struct thread *asker);
/* p's threads stop, by this signal; and go on. Of many the first few: */
void signal_stop(struct process *p, int signal);
void signal_go_on(struct process *p);
/*
 * After signal_send: the others do so, in steps that others may come between. Not from
 * an interrupt.
 */
void signal_finish(struct process *p);
/* A new thread of a stopped process is stopped as well. */
void signal_adopt(struct thread *t);

/*
 * The current thread has done something that raises a signal. False: it is
 * blocked, ignored or not caught, and the process has to end by it.
 */
bool signal_raise_fault(int signal, int code, uint64_t address);
/* Ends the current process by a signal. */
void signal_exit(int signal) __attribute__((noreturn));

/* Does a signal (or its end) wait for t, so that it is not to begin waiting for anything? */
bool signal_interrupts(const struct thread *t);
/* The same for the current thread. Then its call ends with a restart code by way of this: */
int64_t signal_restart(int64_t code);
/* The current thread's blocked signals are these from now on. */
void signal_set_blocked(uint64_t set);
/* The current thread will look at its signals before it is in user mode again. */
void signal_look(void);
/*
 * On the way to user mode with CPU_WORK_SIGNAL: handles one signal. `call`: f is
 * that of a system call.
 */
void signal_deliver(struct frame *f, bool call);

/* An action has changed: what is ignored now is not pending any more. */
void signal_forget_ignored(struct process *p, int signal);
/* Is sp on this alternate stack? */
bool signal_on_stack(const struct xinim_sigaltstack *s, uint64_t sp);
/* Gives t another one. -EPERM, -EINVAL, -ENOMEM, as sigaltstack. */
int signal_set_stack(struct thread *t, const struct xinim_sigaltstack *in);

/* The calls of process_control: XINIM_PROCESS_SIGNAL, _ACTION, _INTERRUPTED, _SUSPEND, _WATCH, _TAKE. */
int64_t signal_control_send(
	struct process *p, uint64_t tid, uint64_t info, const struct thread *asker);
int64_t signal_control_action(
	const struct process *p, const struct thread *caller, uint64_t signal);
int64_t signal_control_interrupted(uint64_t call);
int64_t signal_control_suspend(uint64_t call, uint64_t set);
int64_t signal_control_watch(uint64_t call, uint64_t set, uint64_t how);
int64_t signal_control_take(uint64_t call, uint64_t set, uint64_t to);

/* --- signal_queue.c: no locks, no threads ----------------------------------------- */

void signal_queue_init(struct signal_queue *q);
/*
 * Adds a signal; a standard one that is there already is not added again.
 * `quota` pays for its entry. `room` false, no memory or past the quota: a
 * real-time one is refused (-EAGAIN), others lose their details. 1: it took an entry, 0: it did not; SIGNAL_QUEUE_MERGED:
 * it is an overrun of a timer whose signal waits yet.
 */
#define SIGNAL_QUEUE_MERGED 2
int signal_queue_add(struct signal_queue *q, const struct xinim_siginfo *info, bool room,
	struct quota *quota);
/*
 * Takes the next one of `set`: faults' own first, then the lowest number, in
 * the order they came. Its number; 0: none. *entry: it gave an entry back.
 */
int signal_queue_take(
	struct signal_queue *q, uint64_t set, struct xinim_siginfo *info, bool *entry);
/* Drops all of `set`; how many entries that were of real-time signals. */
unsigned signal_queue_drop(struct signal_queue *q, uint64_t set);

/* Entries in no queue that are kept. */
extern unsigned signal_queue_spare;

/* What a signal does if nothing else was said. */
enum signal_default { SIGNAL_ENDS, SIGNAL_DUMPS, SIGNAL_STOPS, SIGNAL_IGNORED };
enum signal_default signal_default(int signal);

#endif
