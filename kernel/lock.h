/*
 * kernel/lock.h - the kernel lock.
 *
 * One lock covers all kernel data but per-CPU state and the log. It is taken
 * at kernel entry (system calls that need none, like getpid, leave it alone)
 * and passes with the CPU, not with the thread, through a context switch.
 * Interrupts are off while it is held.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_LOCK_H
#define XINIM_KERNEL_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/assert.h"

struct cpu;

extern const struct cpu *kernel_lock_owner;

/* Waits for the lock. The caller must not hold it. */
void kernel_lock(void);
void kernel_unlock(void);
/* Does this CPU hold it? */
bool kernel_locked(void);
/* Takes the lock unless this CPU holds it already; true if it took it. */
bool kernel_lock_nested(void);
/*
 * Opens a window for interrupts, other CPUs and, on this one, more urgent threads
 * in a long piece of work. The current thread may go on on another CPU. Not for
 * interrupts, nor in the middle of anything that others must not see.
 */
void kernel_preemption_point(void);

/* Stands in functions that want the lock. */
#define kdebug_locked() kdebug(kernel_locked())

#endif
