/*
 * kernel/scarce.h - who holds memory that others may have is told when there is little.
 *
 * One server, the VFS server with its pages of files. It answers how much it has given
 * back; threads that find no page meanwhile wait for that. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SCARCE_H
#define XINIM_KERNEL_SCARCE_H

#include <stdint.h>

/*
 * XINIM_PROCESS_SCARCE: the notification's slot, bits, pages. -EPERM: the process is no
 * server of the boot. -EBADF, -EINVAL
 */
int64_t scarce_set(uint64_t slot, uint64_t bits, uint64_t pages);

#endif
