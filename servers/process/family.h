/*
 * servers/process/family.h - how processes end, and what that means for others.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_FAMILY_H
#define XINIM_PROCESS_FAMILY_H

#include <xinim/process.h>

#include "servers/process/proc.h"

/* Takes all events that the kernel has, and does what is to be done. */
void family_events(void);
/* A parent that waits in vfork for p goes on. */
void family_vfork_over(struct proc *p);
/* Its parent has waited for it: it is no more. */
void family_reap(struct proc *p);
/* Tells the kernel who p is: what getppid, getuid and their like answer. */
void family_identity(const struct proc *p);

#endif
