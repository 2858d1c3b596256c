/* tests/posix/mmap-file-ext2.c - the same calls as mmap-file.c, on a disk.
 *
 * guest-server: vfs
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-disk: virtio 32 mkfs=-b,4096,-I,128
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define FILE_DISK "/dev/vda"
#include "mmap-file.c"
