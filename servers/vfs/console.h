/*
 * servers/vfs/console.h - the console, and /dev/tty.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_CONSOLE_H
#define XINIM_VFS_CONSOLE_H

#include "servers/vfs/vfs.h"

extern const struct file_ops console_ops, own_tty_ops;
/* These bytes were typed at the console. */
void console_typed(const void *data, size_t n);

#endif
