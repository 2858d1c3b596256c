/*
 * newlib-port/include/asm/types.h - integers by the names that Linux's headers use.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_ASM_TYPES_H
#define _XINIM_ASM_TYPES_H

typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
__extension__ typedef long long __s64;
__extension__ typedef unsigned long long __u64;

#endif
