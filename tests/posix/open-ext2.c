/* tests/posix/open-ext2.c - the same calls as open.c, on a disk.
 *
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-disk: virtio 32 mkfs=-b,4096,-I,256
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define FILE_DISK "/dev/vda"
#include "open.c"
