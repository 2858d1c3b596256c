/* tests/posix/ext2-errors-ahci.c - ext2 on a ahci disk that fails.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: ahci
 * guest-disk: ahci 16 errors=tests/posix/ext2-errors.blkdebug mkfs=-b,1024,-I,128,-O,^resize_inode unchecked
 * guest-expect: sda: writing sectors .*error 5
 * guest-expect: sda: inode [0-9]* could not be written: error 5
 * guest-expect: ext2 sda: metadata could not be written
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define FILE_DISK "/dev/sda"

#include "ext2-errors.h"
