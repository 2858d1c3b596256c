/*
 * servers/vfs/block_devices.h - the block layer's own: who makes block devices.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_BLOCK_DEVICES_H
#define XINIM_VFS_BLOCK_DEVICES_H

#include "servers/vfs/block.h"

/* All, by link: each disk, followed by its partitions. */
extern struct list block_devices;

/* It is there from now on, with a reference; it has gone: requests to it fail. */
void block_add(struct block_device *d);
void block_remove(struct block_device *d);

#endif
