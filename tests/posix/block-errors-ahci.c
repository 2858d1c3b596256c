/* tests/posix/block-errors-ahci.c - a disk at an AHCI adapter fails some reads and writes.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: ahci
 * guest-disk: ahci 16 errors=tests/posix/block-errors.blkdebug
 * guest-expect: sda: reading sectors 2048 to 2048: error 5
 * guest-expect: sda: more errors are not told
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BLOCK_DISK "/dev/sda"

#include "block-errors.h"
