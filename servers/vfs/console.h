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
/*
 * VFS_SCREEN: there is a driver for the screen, to be told by these bits, whose capability
 * is kept; 0: there is none (any more). -EINVAL.
 */
int64_t console_screen(int notification, uint64_t bits);
/* The driver of this name will not come back. */
void console_screen_gone(const char *name);
/* VFS_SHOWN, of this call. How many bytes, the first of which is number *from of all. */
int64_t console_shown(
	uint64_t call, uint64_t to, uint64_t length, uint64_t position, uint64_t *from);

void console_typed(const void *data, size_t n);

#endif
