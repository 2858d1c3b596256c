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
#include "kernel/timer.h"

enum thread_state { THREAD_READY, THREAD_RUNNING, THREAD_BLOCKED, THREAD_DEAD };

struct process;

struct thread {
	uint64_t kernel_rsp;     /* 0: where it stopped, while it does not run */
	struct frame *frame;     /* 8: its user registers */
	struct process *process; /* 16 */
	struct arch_space
		*space; /* 24: page tables to run on; NULL: any (kernel threads) */
	struct arch_thread arch;

	enum thread_state state;
	unsigned priority;
	struct cpu *cpu;      /* ran or is queued there */
	struct list run_link; /* in a run queue while READY */
	struct list process_link;
	void *stack; /* lowest usable address of the kernel stack */
	struct timer sleep;
	bool timed_out;     /* why the last sleep ended */
	bool killed;        /* to die on its way to user mode */
	uint64_t run_start; /* clock time of the last switch to it */
	uint64_t run_ns;    /* CPU time used before that */
};

/* A new thread of p (NULL: a kernel thread), not yet ready. NULL: out of memory. */
struct thread *thread_create(struct process *p, unsigned priority);
struct thread *thread_create_kernel(void (*fn)(void *), void *arg, unsigned priority);
/* Wraps the stack that the CPU booted on. */
struct thread *thread_adopt_boot(void);
void thread_free(struct thread *t);
/* CPU time used so far, nanoseconds. */
uint64_t thread_cpu_time(const struct thread *t);
/* Sleeps until clock time ns (UINT64_MAX: no limit) or sched_wake. True: the time ran out. */
bool thread_sleep_until(uint64_t ns);

extern unsigned thread_count;

#endif
