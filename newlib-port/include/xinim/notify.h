/*
 * newlib-port/include/xinim/notify.h - waiting for notifications.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_XINIM_NOTIFY_H
#define _XINIM_XINIM_NOTIFY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Waits until one of the bits of mask is set among the caller's notifications,
 * takes those that are and returns them; -1 and errno when it cannot.
 */
int64_t notify_wait(uint64_t mask);

#ifdef __cplusplus
}
#endif

#endif
