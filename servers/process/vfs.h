/*
 * servers/process/vfs.h - what the VFS server is told and asked.
 *
 * Without a VFS server there is nothing to tell: these succeed then, but for
 * vfs_exec_take. Calls are answered at once (servers/lib/vfs_protocol.h).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_VFS_H
#define XINIM_PROCESS_VFS_H

#include <stddef.h>
#include <stdint.h>

#include "servers/process/proc.h"

#define EVENT_TIMER (1ULL << 8) /* bits of our own in the notification word */
#define EVENT_VFS   (1ULL << 9)

struct vfs_program {
	int object; /* a capability, the caller's to close */
	uint64_t size;
	uint32_t mode, uid, gid;
	uint32_t flags; /* VFS_EXEC_ */
	unsigned strings;
};

int vfs_fork(const struct proc *parent, int32_t child, uint32_t share);
void vfs_exit(int32_t pid);
void vfs_continued(int32_t pid);
int vfs_identity(const struct proc *p);
void vfs_session(const struct proc *p);
void vfs_limit(const struct proc *p, int which);
int vfs_unshare(const struct proc *p, uint32_t share);
/* buffer: VFS_EXEC_STRINGS bytes. */
int vfs_exec_take(
	const struct proc *p, char *buffer, size_t length, struct vfs_program *out);
void vfs_exec_end(const struct proc *p, bool done);
/*
 * Descriptors of processes, of self's. open: -EMFILE, -ENFILE, -ENOMEM; ask: the PID,
 * or -EBADF; the others -ENOSYS without a VFS server.
 */
int64_t vfs_pidfd_open(const struct proc *self, const struct proc *target, bool nonblock);
void vfs_pidfd_close(const struct proc *self, int64_t fd, const struct proc *target);
int64_t vfs_pidfd_ask(
	const struct proc *self, uint64_t fd, uint64_t *serial, bool *nonblock);
int64_t vfs_pidfd_take(const struct proc *self, const struct proc *from, uint64_t fd);
void vfs_pidfd_reaped(const struct proc *p);
/* EVENT_VFS came: sends the signals that it wants sent. */
void vfs_fetch_signals(void);

#endif
