/*
 * servers/process/signals.h - signals that are sent, and who may.
 *
 * The kernel queues and delivers them; here is only policy.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_SIGNALS_H
#define XINIM_PROCESS_SIGNALS_H

#include <signal.h>

#include "servers/process/proc.h"

struct group;

#define SIGNALS_LAST 64

/*
 * Sends it to p, or to its thread `tid` alone; nobody is asked whether that may
 * be. 0; -ESRCH; -EAGAIN: too many wait already. One that has ended takes it.
 */
int signal_send(struct proc *p, uint32_t tid, const siginfo_t *info);
/* From the system itself (SI_KERNEL). */
void signal_kernel(struct proc *p, int sig);
/* From a process (SI_USER), which need not be asked. */
void signal_from(const struct proc *from, struct proc *p, int sig);
/* To all of a group. */
void signal_group(struct group *g, int sig);
void signal_group_info(struct group *g, const siginfo_t *info);
/* To its parent: what has become of p. code: CLD_. True: nobody will wait for p. */
bool signal_parent(struct proc *p);

/* pidfd_send_signal, with p as the process that it is for. */
int64_t signal_by_pidfd(
	struct proc *self, struct proc *p, const struct server_call *call);

#endif
