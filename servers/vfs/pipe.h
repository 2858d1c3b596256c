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
int pipe_make(unsigned flags, struct file **reader, struct file **writer);
/* FIONREAD, F_GETPIPE_SZ and F_SETPIPE_SZ; -EBADF: f is no pipe. */
int64_t pipe_used(const struct file *f);
int64_t pipe_room(const struct file *f);
int64_t pipe_set_room(struct file *f, uint64_t room);

#endif
