/*
 * servers/vfs/rtc.h - /dev/rtc0, the battery-backed clock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_RTC_H
#define XINIM_VFS_RTC_H

#include "servers/vfs/vfs.h"

/* Linux gives it a number from 254 down, as they are free. */
#define RTC_RDEV DEV_MAKE(254, 0)

extern const struct file_ops rtc_ops;

/* The messages VFS_RTC_ (vfs_protocol.h). The capability is kept if all is well. */
int rtc_attach(int notification, uint64_t bits);
int64_t rtc_next(uint64_t data[]);
void rtc_done(uint64_t what, const uint64_t data[]);
void rtc_came(uint8_t which);
/* The driver of this name will not come back. */
void rtc_gone(const char *name);

#endif
