/* tests/posix/copy-killed-virtio.c - a file is copied while virtio-blk is killed.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-disk: virtio 160 mkfs=-b,4096,-I,256
 * guest-timeout: 900
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define COPY_DISK   "/dev/vda"
#define COPY_DRIVER "virtio-blk"

#include "copy-killed.h"
