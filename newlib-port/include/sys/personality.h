/*
 * newlib-port/include/sys/personality.h - how a program is run: Linux's number for one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_PERSONALITY_H
#define _XINIM_SYS_PERSONALITY_H

#define PER_LINUX         0x0000000
#define ADDR_NO_RANDOMIZE 0x0040000

#ifdef __cplusplus
extern "C" {
#endif
/* 0xffffffff only asks. EINVAL: anything but the above. */
int personality(unsigned long __persona);
#ifdef __cplusplus
}
#endif

#endif
