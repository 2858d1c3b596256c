/*
 * servers/vfs/pty.h - pseudo-terminals: /dev/ptmx and /dev/pts.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_PTY_H
#define XINIM_VFS_PTY_H

#include "servers/vfs/vfs.h"

#define PTY_MAJOR 136 /* Linux's, of the slaves */
#define PTYS_MAX  256

extern const struct file_ops ptmx_ops; /* a new pair each time it is opened */
extern const struct file_ops pts_ops;
/* Where the slaves' names appear; held from now on. */
void pty_start(struct name *directory);

#endif
