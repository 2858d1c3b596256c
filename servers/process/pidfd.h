/*
 * servers/process/pidfd.h - descriptors of processes.
 *
 * The VFS server has them, with the PID and a serial number of ours, by which a
 * process is known from others that had its PID before.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_PIDFD_H
#define XINIM_PROCESS_PIDFD_H

#include "servers/process/proc.h"

/* A new descriptor of self's for p. -EMFILE, -ENFILE, -ENOMEM, -ENOSYS: no VFS server. */
int64_t pidfd_make(struct proc *self, struct proc *p, bool nonblock);
/* Whom self's descriptor fd is for. -EBADF, -ESRCH: it was waited for already. */
int pidfd_find(struct proc *self, uint64_t fd, struct proc **p, bool *nonblock);

#endif
