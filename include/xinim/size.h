/*
 * include/xinim/size.h - the size of a structure that programs and the system share.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SIZE_H
#define XINIM_SIZE_H

/* Stops the compiler if TYPE has not BYTES bytes; C11, and C++11, which has another word. */
#ifdef __cplusplus
#define XINIM_SIZE(type, bytes, why) static_assert(sizeof(type) == (bytes), why)
#else
#define XINIM_SIZE(type, bytes, why) _Static_assert(sizeof(type) == (bytes), why)
#endif

#endif
