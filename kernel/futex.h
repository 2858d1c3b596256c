/*
 * kernel/futex.h - what others need of futexes.
 *
 * Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_FUTEX_H
#define XINIM_KERNEL_FUTEX_H

#include <stdint.h>

struct signal_restart;
struct space;
struct thread;

/* restart_syscall: the current thread waits on. */
int64_t futex_wait_again(const struct signal_restart *r);
/* Wakes one that waits for the word at an address of this space. */
void futex_wake_word(struct space *s, uint64_t address);
/*
 * t ends, or runs another program: the robust futexes it holds have lost their
 * owner, and its clear_tid word is cleared and woken. Both are forgotten then.
 * May let others come between (kernel_preemption_point) if t is the current one.
 */
void futex_leave(struct thread *t, struct space *s);

#endif
