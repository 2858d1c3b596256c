/*
 * servers/process/wait.h - calls that wait for children.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_WAIT_H
#define XINIM_PROCESS_WAIT_H

#include "servers/process/proc.h"

/*
 * p has ended, stopped or gone on: calls of its parent's that wait for that are
 * answered. p is gone afterwards if one of them has taken its end.
 */
void wait_child_changed(struct proc *p);
/* A child of parent's is not its any more: calls may have nothing to wait for now. */
void wait_child_gone(struct proc *parent);
/* p ends: its waiting calls are over already. */
void wait_forget(struct proc *p);
/* Some call was interrupted, or its caller has gone: finds out which. */
void wait_cancelled(void);

#endif
