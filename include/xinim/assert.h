/*
 * include/xinim/assert.h - a structure has the size that the interface says, in C and C++.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ASSERT_H
#define XINIM_ASSERT_H

#ifndef __cplusplus
#define XINIM_ASSERT_SIZE(type, size, why) _Static_assert(sizeof(type) == (size), why)
#elif __cplusplus >= 201103L
#define XINIM_ASSERT_SIZE(type, size, why) static_assert(sizeof(type) == (size), why)
#else /* C++98 has nothing of the kind: another declaration of the type */
#define XINIM_ASSERT_SIZE(type, size, why) type
#endif

#endif
