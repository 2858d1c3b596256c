/*
 * servers/vfs/block_disk.h - disks: what their drivers say (VFS_BLOCK_ messages).
 *
 * Nothing here parks.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_BLOCK_DISK_H
#define XINIM_VFS_BLOCK_DISK_H

#include "servers/vfs/block_devices.h"

#define DISK_MINORS 16 /* a disk's number, and its partitions' */

/*
 * A driver attaches a disk; cap is to its area, ours if this succeeds. A number for
 * disk_doorbell. -EINVAL: what it says of the disk cannot be, or the area is no memory
 * of that size; -EEXIST: the disk is known and was another size, so it is given up; -ENOMEM.
 */
int64_t disk_attach(const struct block_attach *a, int cap);
/*
 * How the driver hears of requests: bits of the notification cap, ours if this succeeds.
 * -ENXIO: no such disk; -EINVAL: no bits, or it knows already.
 */
int disk_doorbell(uint64_t number, int cap, uint64_t bits);
/*
 * The driver has attached all that there are: one of its disks that it had before it was
 * started again, and has not attached since, is given up.
 */
void disks_found(const char *driver);
/* The disk of this identity, or all of the driver, are given up; how many. -EINVAL */
int disks_gone(const char *name);
/* Drivers have set our bits: requests that are done. */
void disks_collect(void);

#endif
