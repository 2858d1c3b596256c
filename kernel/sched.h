/*
 * kernel/sched.h - preemptive round robin over 32 priorities, a queue per CPU.
 *
 * The highest-priority ready thread of a CPU runs; equals take turns of
 * SCHED_SLICE_NS. A CPU with nothing to do fetches a thread that waits for another.
 * CPU time is charged at switches and timer interrupts: what the fast path of IPC
 * used in between goes to who runs then.
 * All functions want the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SCHED_H
#define XINIM_KERNEL_SCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/list.h"

#define SCHED_PRIORITIES 32 /* 0 is the lowest */
#define SCHED_SLICE_NS   10000000UL

enum { PRIORITY_IDLE = 0, PRIORITY_USER = 16, PRIORITY_SERVER = 20, PRIORITY_BOOT = 24 };

struct thread;
struct cpu;

struct run_queue {
	struct list ready[SCHED_PRIORITIES];
	uint32_t occupied; /* bit p: ready[p] is not empty */
	unsigned length;
	unsigned pinned; /* of these, who may run on this CPU only */
};

/* What a CPU's scheduler has done. */
struct sched_counts {
	uint64_t switches;    /* from one thread to another, the fast path of IPC apart */
	uint64_t preemptions; /* of a thread that would have gone on */
	uint64_t migrations;  /* threads that came from another CPU */
	uint64_t steals;    /* of these, fetched by this CPU when it had nothing to do */
	uint64_t timer;     /* interrupts of the timer */
	uint64_t ipis;      /* sent to other CPUs: look at your queue */
	uint64_t flushes;   /* of other CPUs' cached translations, asked for */
	uint64_t system_ns; /* in the kernel, by samples */
};

void sched_init_cpu(struct cpu *c);
/*
 * Makes a new or blocked thread ready: on the CPU it ran on if that idles,
 * else on any idle one, else where it can push the least urgent thread aside,
 * else where the least is to be done; always one that its affinity allows.
 */
void sched_wake(struct thread *t);
/* Gives the CPU to the next thread; the caller has put the current one wherever it belongs. */
void sched_switch(void);
/* Blocks the current thread until sched_wake. */
void sched_block(void);
/*
 * The same for one whose frame says all there is to know: when it runs again
 * it goes straight to user mode.
 */
void sched_block_stackless(void) __attribute__((noreturn));
/* Blocks like that and gives the CPU, and the rest of the time slice, to `next`, just unblocked. */
void sched_switch_to_stackless(struct thread *next) __attribute__((noreturn));
/*
 * sched_wake of a thread that is all in its frame, as the current one is. True: it
 * is to run here at once, and all is done for that but the switch itself.
 */
bool sched_wake_direct(struct thread *t);
void sched_set_priority(struct thread *t, unsigned priority);
/*
 * From now on t runs on these CPUs only (bit per CPU, at least one that is
 * online). Where it runs or waits elsewhere, it moves.
 */
void sched_set_affinity(struct thread *t, uint64_t mask);
/* Bit per CPU that schedules. */
uint64_t sched_online(void);
/* Goes to the end of the queue of its priority. */
void sched_yield(void);
/* Makes way for another thread; first in its queue, for the rest of its slice, if it has one. */
void sched_preempt(void);
/* The current thread is finished: never returns, the next thread frees it. */
void sched_exit(void) __attribute__((noreturn));
/* Called first by every new thread: what sched_switch does after the switch. */
void sched_finish_switch(void);
/* Timer interrupt, `system' while the kernel ran: wakes sleepers, ends a used-up slice. */
void sched_timer(bool system);
/* Another CPU changed this one's queue or the timers: look again. */
void sched_poke(void);
/* From here on equals take turns by the clock. */
void sched_start_preemption(void);
/* What an idle CPU does. */
void sched_idle(void *arg) __attribute__((noreturn));

#endif
