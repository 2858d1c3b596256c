/* tests/posix/boot-killed-virtio.c - the driver of virtio disks is killed during the boot.
 *
 * guest-cpus: 4
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs root=/dev/vda drivers=virtio-blk
 * guest-server: virtio-blk
 * guest-disk: virtio 16 mkfs=-b,1024
 * guest-disk: virtio 8
 * guest-expect: VFS Server. / is the file system on
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BOOT_DRIVER "virtio-blk"

#include "boot-killed.h"
