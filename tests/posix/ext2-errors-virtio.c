/* tests/posix/ext2-errors-virtio.c - ext2 on a virtio disk that fails.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-disk: virtio 16 errors=tests/posix/ext2-errors.blkdebug mkfs=-b,1024,-I,128,-O,^resize_inode unchecked
 * guest-expect: vda: writing sectors .*error 5
 * guest-expect: vda: inode [0-9]* could not be written: error 5
 * guest-expect: ext2 vda: metadata could not be written
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define FILE_DISK "/dev/vda"

#include "ext2-errors.h"
