/*
 * newlib-port/include/sys/reboot.h - stopping the machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_REBOOT_H
#define _XINIM_SYS_REBOOT_H

#include <sys/cdefs.h>

#define RB_AUTOBOOT    0x01234567
#define RB_HALT_SYSTEM 0xcdef0123
#define RB_ENABLE_CAD  0x89abcdef
#define RB_DISABLE_CAD 0
#define RB_POWER_OFF   0x4321fedc

#ifdef __cplusplus
extern "C" {
#endif

int reboot(int __howto);

#ifdef __cplusplus
}
#endif

#endif
