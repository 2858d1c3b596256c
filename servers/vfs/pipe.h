/*
 * servers/vfs/pipe.h - pipes and FIFOs.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_PIPE_H
#define XINIM_VFS_PIPE_H

#include "servers/vfs/vfs.h"

#define PIPE_ATOMIC 4096  /* PIPE_BUF: so much is written in one piece */
#define PIPE_ROOM   65536 /* bytes it holds at first */

extern const struct file_ops pipe_ops, fifo_ops;

/* The two ends. */
int pipe_make(struct call *c, unsigned flags, struct file **reader, struct file **writer);
/* FIONREAD, F_GETPIPE_SZ and F_SETPIPE_SZ; -EBADF: f is no pipe. */
int64_t pipe_used(const struct file *f);
int64_t pipe_room(const struct file *f);
int64_t pipe_set_room(struct file *f, uint64_t room);

/*
 * For splice. While an end is held nobody else reads, or writes, there. Holding
 * waits until there is something (1: the end of the file), or room (-EPIPE with
 * SIGPIPE). -EAGAIN, -ERESTARTSYS. Who is holding takes with the release what it has
 * used, or puts what has come.
 */
int pipe_hold_read(struct call *c, struct file *f, bool no_wait);
uint64_t pipe_peek(const struct file *f, void *to, uint64_t length);
void pipe_release_read(struct file *f, uint64_t used);
int pipe_hold_write(struct call *c, struct file *f, bool no_wait);
void pipe_release_write(struct file *f, void *data, uint64_t length);

#endif
