/* tests/posix/fcntl-ext2.c - the same calls as fcntl.c, on a disk.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-root: dir 1777 /tmp
 * guest-memory: 256
 * guest-clock: virtual
 * guest-server: virtio-blk
 * guest-disk: virtio 32 mkfs=-b,1024,-I,256
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define FILE_DISK "/dev/vda"
#include "fcntl.c"
