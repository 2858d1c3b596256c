/*
 * newlib-port/libgloss/xinim/string/word.h - strings a word of eight bytes at a time.
 *
 * No vector register, for servers have none. What has a length is read within it. A string
 * that ends nobody knows where is read by words that are aligned, or that do not reach
 * over the end of a page: so never where the string is not.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_STRING_WORD_H
#define XINIM_LIBGLOSS_STRING_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Anywhere in memory, and of any type. */
typedef uint64_t __attribute__((may_alias, aligned(1))) word_t;
typedef uint32_t __attribute__((may_alias, aligned(1))) half_t;
typedef uint16_t __attribute__((may_alias, aligned(1))) quarter_t;

#define WORD  8
#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

static inline uint64_t load(const void *p)
{
	return *(const word_t *)p;
}

static inline uint32_t load_half(const void *p)
{
	return *(const half_t *)p;
}

static inline void store(void *p, uint64_t w)
{
	*(word_t *)p = w;
}

/* Whether a word at P is one that reading over the end of a string cannot leave. */
static inline bool is_aligned(const void *p)
{
	return (uintptr_t)p % WORD == 0;
}

/* The word that P is in. */
static inline const char *word_of(const void *p)
{
	return (const char *)((uintptr_t)p & ~(uintptr_t)(WORD - 1));
}

/* The bits of the bytes in front of P in its word. */
static inline uint64_t in_front(const void *p)
{
	return ((uint64_t)1 << ((uintptr_t)p % WORD * 8)) - 1;
}

/*
 * Bit 7 of each byte that is 0. Above the lowest one that is there may be more than are
 * true, below it none.
 */
static inline uint64_t zeros(uint64_t w)
{
	return (w - ONES) & ~w & HIGHS;
}

/* The same, and all are true. */
static inline uint64_t zeros_exactly(uint64_t w)
{
	return ~(((w & ~HIGHS) + ~HIGHS) | w | ~HIGHS);
}

/* Zeros, and bytes that are the one all of ALL are. As exact as zeros(). */
static inline uint64_t zeros_or(uint64_t w, uint64_t all)
{
	return zeros(w) | zeros(w ^ all);
}

/* The lowest byte that has a bit. */
static inline size_t first_byte(uint64_t bits)
{
	return (unsigned int)__builtin_ctzll(bits) / 8;
}

static inline size_t last_byte(uint64_t bits)
{
	return (63 - (unsigned int)__builtin_clzll(bits)) / 8;
}

/* How many bytes from P on are in the same page. */
#define PAGE_BYTES 4096u
static inline size_t rest_of_page(const void *p)
{
	return PAGE_BYTES - (uintptr_t)p % PAGE_BYTES;
}

#endif
