/*
 * newlib-port/include/linux/types.h - <asm/types.h>, and integers whose order is fixed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_LINUX_TYPES_H
#define _XINIM_LINUX_TYPES_H

#include <asm/types.h>

typedef __u16 __le16;
typedef __u16 __be16;
typedef __u32 __le32;
typedef __u32 __be32;
typedef __u64 __le64;
typedef __u64 __be64;
typedef __u16 __sum16;
typedef __u32 __wsum;

#define __aligned_u64  __u64 __attribute__((__aligned__(8)))
#define __aligned_le64 __le64 __attribute__((__aligned__(8)))
#define __aligned_be64 __be64 __attribute__((__aligned__(8)))

#endif
