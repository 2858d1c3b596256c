/* tests/posix/block-ahci.c - disks at an AHCI adapter: reading, writing, partitions.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: ahci
 * guest-disk: ahci 16
 * guest-disk: ahci 8
 * guest-disk: ahci 8
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BLOCK_DISK        "sd"
#define BLOCK_READ_ONLY   0
#define BLOCK_SECTOR_SIZE 512

#include "block.h"
