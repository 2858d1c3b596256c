/*
 * kernel/cpu.h - per-CPU state, found through the GS base.
 *
 * The first fields are known to assembly by offset (arch/x86_64/offsets.c and
 * this_cpu()). A CPU reads and writes its own struct without a lock as long as
 * interrupts are off; other CPUs touch only what is marked so, under the
 * kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_CPU_H
#define XINIM_KERNEL_CPU_H

#include "kernel/arch.h"
#include "kernel/list.h"
#include "kernel/sched.h"

#include <xinim/abi.h>

#define MAX_CPUS 64

enum {
	CPU_WORK_RESCHED = 1, /* the scheduler wants to choose again */
	CPU_WORK_KILL = 2,    /* the current thread's process is to die */
	CPU_WORK_TRACE = 16,  /* the current thread's system call is traced */
	CPU_WORK_STOP = 8,    /* the current thread is to stop */
	CPU_WORK_SIGNAL = 32, /* the current thread is to look at its signals */
	CPU_WORK_NMI = 4,     /* a non-maskable interrupt came: the log wants to know */
	/* What is about the current thread, and goes with it. */
	CPU_WORK_OF_THREAD =
		CPU_WORK_KILL | CPU_WORK_STOP | CPU_WORK_TRACE | CPU_WORK_SIGNAL,
};

struct cpu {
	struct cpu *self;  /* 0 */
	uint64_t user_rsp; /* 8: the user's stack pointer while the entry code switches */
	struct frame *frame;    /* 16: where the current thread's user registers go */
	struct thread *current; /* 24 */
	uint64_t work; /* 32: CPU_WORK_ bits, looked at on the way to user mode */
	uint64_t invalid_calls;
	uint64_t calls[XINIM_SYSCALL_SLOTS];

	unsigned id;
	uint64_t bit; /* 1 << id, as affinities have it */
	struct thread *idle;
	struct thread *dead;    /* ran last and is gone: the next thread frees it */
	struct run_queue queue; /* others enqueue here */
	uint64_t slice_end;     /* clock time; UINT64_MAX: it is over */
	uint64_t timer_due;     /* when its timer interrupts; UINT64_MAX: not at all */
	uint64_t charged;       /* up to this time the CPU has been accounted for */
	uint64_t started;       /* likewise, from this time on */
	uint64_t sample_due; /* when it is looked whether the thread is in the kernel */
	bool traced;         /* the machine leads system calls past trace_enter */
	struct sched_counts counts;
	struct arch_cpu arch;
};

/* A non-maskable interrupt may set a bit at any time: single instructions only. */
static inline void cpu_work_set(struct cpu *c, uint64_t bits)
{
	__atomic_fetch_or(&c->work, bits, __ATOMIC_RELAXED);
}

static inline void cpu_work_clear(struct cpu *c, uint64_t bits)
{
	__atomic_fetch_and(&c->work, ~bits, __ATOMIC_RELAXED);
}

extern struct cpu *cpus[MAX_CPUS];
extern unsigned cpu_count;   /* running */
extern unsigned cpu_present; /* usable ones that ACPI lists */

#endif
