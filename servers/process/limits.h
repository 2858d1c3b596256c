/*
 * servers/process/limits.h - resource limits, as Linux numbers them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_LIMITS_H
#define XINIM_PROCESS_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#define LIMITS         16 /* RLIM_NLIMITS */
#define LIMIT_INFINITY UINT64_MAX

struct limit {
	uint64_t soft, hard;
};

struct proc;

/* How many processes there may be, from what memory there is. To be called first. */
void limits_start(void);
/* PID 1's limits, which all others inherit. */
void limits_init(struct limit limit[LIMITS]);
/*
 * May p's user have one process more? 0, -EAGAIN. Root's are held back by the
 * system's own limit only, a part of which is kept for it.
 */
int limits_may_fork(const struct proc *p);
/* Tells the kernel p's limits that are not what a new process has. */
int limits_apply(const struct proc *p);
/*
 * p's rights have changed: does it get what is kept for root of the memory, and lock
 * as much as it likes? Not as long as it has its parent's memory (vfork), for that would
 * be the parent's loss.
 */
void limits_set_reserve(struct proc *p);
/* Whether p may be looked into, PR_SET_DUMPABLE: else it has no core, RLIMIT_CORE or not. */
void limits_set_dumpable(struct proc *p, bool dumpable);

#endif
