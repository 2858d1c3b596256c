/*
 * servers/vfs/pidfd.h - descriptors of processes, for the process server.
 *
 * Nothing here parks.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_PIDFD_H
#define XINIM_VFS_PIDFD_H

#include "servers/vfs/vfs.h"

/* A new descriptor of p's for a process; flags: VFS_PIDFD_. -EMFILE, -ENFILE, -ENOMEM */
int64_t pidfd_open(
	struct proc *p, int32_t target, uint64_t serial, unsigned flags, bool ended);
/* Takes back one that was just made, if it is that still. -EBADF */
int64_t pidfd_close(struct proc *p, uint64_t fd, uint64_t serial);
/* Whose it is: the PID, word[1] the serial number, word[2] VFS_PIDFD_ flags. -EBADF */
int64_t pidfd_ask(const struct proc *p, uint64_t fd, uint64_t word[6]);
/* A descriptor of p's for what `from` has open as fd. -EBADF, -EMFILE */
int64_t pidfd_take(struct proc *p, const struct proc *from, uint64_t fd);
/* The process has ended, or (reaped) is no more at all. */
void pidfd_ended(int32_t pid, bool reaped);

#endif
