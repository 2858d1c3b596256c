/* tests/posix/copy-killed-ahci.c - a file is copied while ahci is killed.
 *
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs
 * guest-server: ahci
 * guest-disk: ahci 160 mkfs=-b,4096,-I,256
 * guest-timeout: 900
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define COPY_DISK   "/dev/sda"
#define COPY_DRIVER "ahci"

#include "copy-killed.h"
