/* tests/posix/dir-ext2.c - the same calls as dir.c, on a disk.
 *
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-disk: virtio 32 mkfs=-b,1024,-I,128,-N,20000
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define FILE_DISK "/dev/vda"
#include "dir.c"
