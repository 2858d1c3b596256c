/*
 * newlib-port/include/linux/fs.h - requests to block devices, and what a mount can be.
 *
 * All of it is <sys/mount.h>'s, with renameat2()'s flags, which <stdio.h> has.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_LINUX_FS_H
#define _XINIM_LINUX_FS_H

#include <linux/ioctl.h>
#include <linux/limits.h>
#include <linux/types.h>
#include <sys/mount.h>

#define BLOCK_SIZE_BITS 10
#define BLOCK_SIZE      (1 << BLOCK_SIZE_BITS)

#endif
