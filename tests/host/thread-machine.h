/*
 * tests/host/thread-machine.h - threads and processes for kernel/endpoint.c and its like.
 *
 * A thread of the machine is a stack of its own that the test runs when it wants to:
 * machine_run() has it make a call of the kernel's, and comes back when that call has
 * returned or its thread waits. Nothing runs by itself, so that every run is the same.
 * What the kernel's sources ask of the scheduler, the clock and memory is here.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_HOST_THREAD_MACHINE_H
#define XINIM_TESTS_HOST_THREAD_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/process.h"
#include "kernel/thread.h"

/* What a thread does in the kernel: its frame is whole; the result goes into it. */
typedef int64_t machine_call(struct frame *f);

/* Before anything else. */
void machine_init(void);

struct process *machine_process(int32_t pid);
struct thread *machine_thread(struct process *p, unsigned priority);
/* It waits for nothing, and is gone. */
void machine_thread_end(struct thread *t);

/*
 * t, which is not in a call, makes one: true if it has returned by then, to be seen in
 * its frame; false if it waits. Who was woken meanwhile is READY, and goes on by machine_go_on().
 */
bool machine_run(struct thread *t, machine_call *call);
/* READY: goes on where it waited. True: its call has returned. */
bool machine_go_on(struct thread *t);
/* All that are READY, until nobody is. */
void machine_go_on_all(void);
/* Is it in no call, so that machine_run() may be told of it? */
bool machine_free(const struct thread *t);

/* The clock's time, and the timers that are due by then go off. */
void machine_pass(uint64_t ns);
extern uint64_t machine_now;

/* A signal comes for t: as kernel/signal.c does. */
void machine_signal(struct thread *t);
/* It has been taken. */
void machine_signal_over(struct thread *t);

/* Called at each kernel_preemption_point(); NULL: nobody comes between. */
extern void (*machine_between)(void);
extern unsigned machine_steps; /* how often it came to that */

/* The priority of each thread, and the lists of lenders, are what they must be. */
void machine_check_lending(void);
/* Calls visit for each thread there is. */
void machine_each(void (*visit)(struct thread *t));

#endif
