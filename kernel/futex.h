/*
 * kernel/futex.h - what others need of futexes.
 *
 * Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_FUTEX_H
#define XINIM_KERNEL_FUTEX_H

#include <stdbool.h>
#include <stdint.h>

struct signal_restart;
struct space;
struct thread;

/* What is waited on. */
struct futex_key {
	const void *space; /* NULL, or an object: shared */
	uint64_t address;  /* in it, or physical */
};

static inline bool futex_same_key(const struct futex_key *a, const struct futex_key *b)
{
	return a->space == b->space && a->address == b->address;
}

/* When a wait ends: a time of the clock or a date; UINT64_MAX: never. */
struct futex_limit {
	uint64_t time;
	bool date;
};

/* Sleeps until then, or until somebody wakes the current thread. True: it is late. */
bool futex_sleep(const struct futex_limit *limit);

/*
 * futex_pi.c: FUTEX_LOCK_PI (limit NULL: FUTEX_TRYLOCK_PI) and FUTEX_UNLOCK_PI, of
 * the word at `address`, whose key is k. -EDEADLK: the caller has it, or who has it
 * waits for the caller; -ESRCH: who has it is gone; -EAGAIN: somebody has it (TRY);
 * -ETIMEDOUT; -EFAULT; -EPERM: it is not the caller's to unlock.
 */
int64_t futex_lock_pi(
	uint64_t address, const struct futex_key *k, const struct futex_limit *limit);
int64_t futex_unlock_pi(uint64_t address, const struct futex_key *k);
/* t ends: who waits for what it has looks again. */
void futex_pi_owner_gone(struct thread *t);

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
