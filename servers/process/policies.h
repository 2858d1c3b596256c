/*
 * servers/process/policies.h - scheduling policies of threads.
 *
 * A process's own (struct proc) is that of its first thread. Of its other threads those
 * are listed whose policy is not SCHED_OTHER: that is what one that is not has.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_POLICIES_H
#define XINIM_PROCESS_POLICIES_H

#include "servers/process/proc.h"

/* Linux's. */
#define POLICY_OTHER    0
#define POLICY_FIFO     1
#define POLICY_RR       2
#define POLICY_BATCH    3
#define POLICY_IDLE     5
#define POLICY_DEADLINE 6

struct policy {
	int kind;     /* POLICY_ */
	int priority; /* of POLICY_FIFO and POLICY_RR: 1 to 99; else 0 */
	bool reset_on_fork;
};

/* Of thread tid of p's. */
struct policy policies_of(const struct proc *p, int32_t tid);
/* Keeps it, and has the kernel run the thread by it. -ENOMEM, -ESRCH: no such thread. */
int policies_set(struct proc *p, int32_t tid, const struct policy *policy);
/* All threads go by p's nice value, as far as their policies let them. */
int policies_apply(struct proc *p);
/* A new thread `tid` of `to`, which does not run yet, has what thread `creator` of p has. */
int policies_inherit(const struct proc *p, int32_t creator, struct proc *to, int32_t tid);
/* exec: thread `tid` is the first and only one. */
void policies_exec(struct proc *p, int32_t tid);
void policies_forget(struct proc *p);

#endif
