/* tests/posix/block-errors-virtio.c - a virtio disk fails some reads and writes.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-disk: virtio 16 errors=tests/posix/block-errors.blkdebug
 * guest-expect: vda: reading sectors 2048 to 2048: error 5
 * guest-expect: vda: more errors are not told
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BLOCK_DISK "/dev/vda"

#include "block-errors.h"
