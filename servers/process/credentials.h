/*
 * servers/process/credentials.h - a process becomes somebody else.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_CREDENTIALS_H
#define XINIM_PROCESS_CREDENTIALS_H

#include "servers/process/proc.h"

/* p is `to` from now on, for the kernel and the VFS server as well. -ENOMEM. */
int credentials_change(struct proc *p, const struct cred *to);

#endif
