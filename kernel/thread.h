/*
 * kernel/thread.h - threads.
 *
 * A thread has a kernel stack of its own, with a guard page below it, whose
 * top holds the user registers (struct frame). It is freed, stack and all, by
 * the thread that runs after it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_THREAD_H
#define XINIM_KERNEL_THREAD_H

#include "kernel/arch.h"
#include "kernel/list.h"
#include "kernel/numbers.h"
#include "kernel/signal.h"
#include "kernel/timer.h"

#include <xinim/process.h>

#define THREADS_MAX NUMBERS_MAX /* numbers go from 1 to one less */

enum thread_state { THREAD_RUNNING, THREAD_READY, THREAD_BLOCKED, THREAD_DEAD };

struct process;
struct endpoint;

/* Why a thread is not for the IPC fast path: bits of struct thread's slow. */
enum {
	THREAD_SLOW_AFFINITY = 1,
	THREAD_SLOW_TRACED = 2,
	THREAD_SLOW_STOP = 4,
	THREAD_SLOW_PORTS = 8,
	THREAD_SLOW_SIGNAL = 16,
	THREAD_SLOW_FXSAVE = 32, /* has extended state that only C code switches */
	THREAD_SLOW_TURN = 64,   /* a server: whom it works for has used up a slice */
};

/* Why a thread is to stop: bits of its stop. */
enum {
	THREAD_STOP_ORDER = 1,  /* it was told to, or has not been started yet */
	THREAD_STOP_SIGNAL = 2, /* its process was */
	THREAD_STOP_EXEC = 4,   /* its next memory is not there yet */
};

/* What stands at the top of a kernel stack; the entry code counts there. */
struct thread_top {
	struct frame frame;
	uint64_t calls;    /* system calls */
	uint64_t ipc_fast; /* messages that came by the fast path */
	uint64_t ipc_slow; /* calls of IPC that went through C */
	uint64_t reserved;
};
_Static_assert(sizeof(struct thread_top) % 16 == 0, "the CPU aligns stacks so");

/* The first fields are what the IPC fast path uses (arch/x86_64/offsets.c). */
struct thread {
	uint64_t kernel_rsp; /* where it stopped in the kernel; 0: it has not, or runs */
	struct frame *frame; /* its user registers */
	struct process *process;
	struct arch_space *space; /* page tables to run on; NULL: any (kernel threads) */
	struct arch_thread arch;
	struct cpu *cpu;    /* ran or is queued there */
	uint32_t state;     /* enum thread_state */
	uint32_t ipc_state; /* enum ipc_state */
	uint32_t priority;  /* lent by callers included */
	uint32_t base_priority;
	uint64_t slow;              /* THREAD_SLOW_ bits */
	uint64_t call_id;           /* of its last call: a count, above its number */
	struct process *ipc_server; /* who is to answer that */
	struct thread *ipc_next;    /* among the receivers of ipc_endpoint */
	struct endpoint *ipc_endpoint;

	struct notification *ipc_notification; /* IPC_WAIT_BITS: whose bits */
	struct list ipc_link;                  /* among senders or timed receivers */
	struct timer ipc_timer;
	uint64_t ipc_badge, ipc_label; /* of the message it sends */
	uint64_t ipc_deadline;         /* of the whole call; UINT64_MAX: none */
	uint32_t ipc_kind;
	struct thread *lent_to;  /* who has its priority until the answer; NULL: nobody */
	struct list lender_link; /* among lent_to's lenders */
	struct list lenders;     /* threads that lend it theirs */
	bool stackless; /* leaves nothing on its kernel stack at the switch that comes */

	struct list run_link; /* in a run queue while READY */
	struct quota *quota;  /* pays for it; NULL: the kernel */
	struct list process_link;
	uint32_t tid;
	char name[XINIM_THREAD_NAME_MAX]; /* "": its process's */
	void *stack;                      /* lowest usable address of the kernel stack */
	struct timer sleep;
	bool timed_out;  /* why the last sleep ended */
	bool trace_call; /* in a system call whose entry was traced, of this number */
	uint32_t trace_number;
	bool killed;         /* to die on its way to user mode */
	uint8_t stop;        /* to stop there: THREAD_STOP_ bits */
	bool at_stop;        /* it has: its frame is whole */
	uint64_t affinity;   /* bit per CPU that it may run on */
	uint64_t slice_left; /* of its turn, when it was preempted; 0: a whole one */
	uint64_t run_ns;     /* CPU time charged to it */
	uint64_t run_told;   /* no clock of it goes back behind this */
	uint64_t system_ns;  /* of run_ns, by samples: in the kernel */
	uint64_t sampled_ns; /* run_ns at the last sample */
	uint64_t user_told;  /* as run_told, of the rest */
	struct thread_signals signals;
	uint64_t clear_tid;   /* the user's word to clear and wake at its end; 0: none */
	uint64_t robust_list; /* the user's list of futexes that it holds; 0: none */
	/* A copy with the lock held missed a pager's page, by this access (0: none), there. */
	uint32_t missed_access;
	uint64_t missed;
};

/* A new thread of p (NULL: a kernel thread), not yet ready. NULL: out of memory. */
struct thread *thread_create(struct process *p, unsigned priority);
/* Of a process's first thread it is the process's; a longer one is cut. */
const char *thread_name(const struct thread *t);
void thread_set_name(struct thread *t, const char *name);
struct thread *thread_create_kernel(void (*fn)(void *), void *arg, unsigned priority);
/* Wraps the stack that the CPU booted on. */
struct thread *thread_adopt_boot(void);
void thread_free(struct thread *t);
/* t ends on its way to user mode; what it waits for is given up. */
void thread_kill(struct thread *t);
/*
 * t stops on its way to user mode, where its frame is whole; it goes on when it
 * has been resumed for each THREAD_STOP_ reason.
 */
void thread_stop(struct thread *t, unsigned why);
void thread_resume(struct thread *t, unsigned why);
/* Does it stand still with all its registers in its frame? */
bool thread_frame_whole(const struct thread *t);
/* NULL: no thread has this number. */
struct thread *thread_find(uint32_t tid);
/* The next number that neither a thread nor a process has; 0: all are taken. */
uint32_t thread_new_number(void);
/* By number, which thread_numbers has the used ones of: the two change together. */
extern struct thread *thread_table[THREADS_MAX];
extern struct numbers thread_numbers;
/* The thread has this number from now on, or (NULL) nobody. */
void thread_set_number(uint32_t tid, struct thread *t);
/* Arms a timer and sees to it that the boot CPU, where timers run, knows. */
void thread_arm_timer(struct timer *timer, uint64_t deadline);
/* CPU time used so far, nanoseconds; never less than was told before. */
uint64_t thread_cpu_time(struct thread *t);
/* The part of it that was used in user mode, and in the kernel. */
void thread_times(struct thread *t, uint64_t *user, uint64_t *system);
/* Its counters. NULL: it has no stack of the kernel's making. */
static inline struct thread_top *thread_top(const struct thread *t)
{
	return (struct thread_top *)t->frame;
}
/* Sleeps until clock time ns (UINT64_MAX: no limit) or sched_wake. True: the time ran out. */
bool thread_sleep_until(uint64_t ns);

extern unsigned thread_count;

#endif
