/*
 * servers/vfs/block_devices.h - the block layer's own: who makes block devices.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_BLOCK_DEVICES_H
#define XINIM_VFS_BLOCK_DEVICES_H

#include "servers/vfs/block.h"

/* All, by link, in the order in which they turned up. */
extern struct list block_devices;

/* It is there from now on, with a reference; it has gone: requests to it fail. */
void block_add(struct block_device *d);
void block_remove(struct block_device *d);

/*
 * Reads a disk's table of partitions: those it had are gone, those it has are there,
 * with nodes. Parks. -EBUSY: one of them is in use; -EINVAL: it is a partition itself;
 * -EIO, -ENOMEM.
 */
int block_scan(struct block_device *disk);
/* The same for all disks that are new, each of which gets its own node as well. Parks. */
void block_scan_new(void);

#endif
