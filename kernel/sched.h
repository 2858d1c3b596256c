/*
 * kernel/sched.h - preemptive round robin over 32 priorities, a queue per CPU.
 *
 * The highest-priority ready thread runs; equals take turns of SCHED_SLICE_NS.
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
};

void sched_init_cpu(struct cpu *c);
/* Makes a new or blocked thread ready, on the CPU it ran on or, if new, the least loaded one. */
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
void sched_set_priority(struct thread *t, unsigned priority);
/* Goes to the end of the queue of its priority. */
void sched_yield(void);
/* The current thread is finished: never returns, the next thread frees it. */
void sched_exit(void) __attribute__((noreturn));
/* Called first by every new thread: what sched_switch does after the switch. */
void sched_finish_switch(void);
/* Timer interrupt: wakes sleepers, ends a used-up slice. */
void sched_timer(void);
/* Another CPU changed this one's queue or the timers: look again. */
void sched_poke(void);
/* From here on equals take turns by the clock. */
void sched_start_preemption(void);
/* What an idle CPU does. */
void sched_idle(void *arg) __attribute__((noreturn));

#endif
