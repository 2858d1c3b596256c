/*
 * kernel/servers.h - the boot modules become PIDs 1, 2, 3 ...
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SERVERS_H
#define XINIM_KERNEL_SERVERS_H

#include "kernel/multiboot2.h"

/*
 * Starts init, VFS, process and memory server in that order, each until it
 * waits for work the first time, then every other module. A module that is
 * missing or bad is named with the reason, and the rest starts. With the
 * kernel lock.
 */
void servers_start(const struct boot_info *info);

#endif
