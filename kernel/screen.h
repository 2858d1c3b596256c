/*
 * kernel/screen.h - the screen, which a driver may take over from the kernel.
 *
 * Until then the kernel shows its log there. From then on the log goes to the serial
 * line and the ring, and the driver is told that there is more of it. A panic takes
 * the screen back, as does the driver's end. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SCREEN_H
#define XINIM_KERNEL_SCREEN_H

#include "kernel/ipc.h"
#include "kernel/process.h"

struct boot_info;

/* Keeps what the boot loader says of it. */
void screen_init(const struct boot_info *info);
/* Gives p a capability to the screen's memory. -ENOENT: none; -EPERM, -ENOMEM, -EMFILE. */
int screen_give(struct process *p);
/* XINIM_SCREEN_INFO. -EINVAL: c is to other memory; -EFAULT. */
int64_t screen_info(const struct cap *c, uint64_t to);
/*
 * XINIM_SCREEN_TAKE: bits of n are set when the log has grown, from now on.
 * -EINVAL: c is to other memory, no bits; -EBUSY: taken already.
 */
int64_t screen_take(struct cap *c, struct notification *n, uint64_t bits);
/* XINIM_SCREEN_LOG. How many bytes; -EINVAL, -EFAULT. */
int64_t screen_log(const struct cap *c, uint64_t to, uint64_t length, uint64_t at);
/* Something may have been logged. */
void screen_tell(void);

#endif
