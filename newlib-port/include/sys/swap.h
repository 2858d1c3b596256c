/*
 * newlib-port/include/sys/swap.h - places to swap to, which there are none of.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_SWAP_H
#define _XINIM_SYS_SWAP_H

#include <sys/cdefs.h>

#define SWAP_FLAG_PREFER     0x8000
#define SWAP_FLAG_PRIO_MASK  0x7fff
#define SWAP_FLAG_PRIO_SHIFT 0
#define SWAP_FLAG_DISCARD    0x10000

#ifdef __cplusplus
extern "C" {
#endif

/* ENOSYS */
int swapoff(const char *__path);
int swapon(const char *__path, int __flags);

#ifdef __cplusplus
}
#endif

#endif
