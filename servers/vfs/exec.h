/*
 * servers/vfs/exec.h - programs to be run: what the process server is told.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_EXEC_H
#define XINIM_VFS_EXEC_H

#include "servers/vfs/vfs.h"

/* An execve that the process server has been handed. */
struct exec {
	struct inode *image; /* held, not to be written to */
	unsigned flags;      /* VFS_EXEC_ */
	unsigned count;      /* strings */
	char *strings;       /* the first, where the buffer is used from */
	size_t length;       /* of all */
	char buffer[];
};

#endif
