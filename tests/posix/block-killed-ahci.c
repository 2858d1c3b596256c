/* tests/posix/block-killed-ahci.c - the driver of disks at an AHCI adapter is killed.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: ahci
 * guest-disk: ahci 8
 * guest-disk: ahci 8
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BLOCK_DISK   "sd"
#define BLOCK_DRIVER "ahci"

#include "block-killed.h"
