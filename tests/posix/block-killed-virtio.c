/* tests/posix/block-killed-virtio.c - the driver of virtio disks is killed.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-disk: virtio 8
 * guest-disk: virtio 8
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BLOCK_DISK   "vd"
#define BLOCK_DRIVER "virtio-blk"

#include "block-killed.h"
