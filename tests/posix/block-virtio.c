/* tests/posix/block-virtio.c - virtio disks: reading, writing, partitions.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-disk: virtio 16
 * guest-disk: virtio 8 drive=readonly=on
 * guest-disk: virtio 8 device=logical_block_size=4096,physical_block_size=4096,vectors=0
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BLOCK_DISK        "vd"
#define BLOCK_READ_ONLY   1
#define BLOCK_SECTOR_SIZE 4096

#include "block.h"
