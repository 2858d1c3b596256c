/* tests/posix/boot-killed-ahci.c - the driver of AHCI disks is killed during the boot.
 *
 * guest-cpus: 4
 * guest-server: process
 * guest-server: memory
 * guest-server: vfs root=LABEL=it drivers=ahci
 * guest-server: ahci
 * guest-disk: ahci 16 mkfs=-b,1024,-L,it
 * guest-disk: ahci 8
 * guest-expect: VFS Server. / is the file system on
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#define BOOT_DRIVER "ahci"

#include "boot-killed.h"
