/*
 * newlib-port/libgloss/xinim/string/compare.h - strcmp and strncmp.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_STRING_COMPARE_H
#define XINIM_LIBGLOSS_STRING_COMPARE_H

#include "word.h"

/* What differs, or is the end, in words of two strings; 0: they go on. */
static inline uint64_t difference(uint64_t x, uint64_t y)
{
	return (x ^ y) | zeros(x);
}

/*
 * Words that are the same: whether they are the end. What follows is not to be computed
 * before it is known that they are, as compilers like to.
 */
static inline bool is_end(uint64_t same)
{
	__asm__("" : "+r"(same));
	return zeros(same) != 0;
}

static inline int order(uint64_t x, uint64_t y, uint64_t bits)
{
	unsigned int shift = (unsigned int)__builtin_ctzll(bits) & ~7u;

	return (unsigned char)(x >> shift) - (unsigned char)(y >> shift);
}

#endif
