/*
 * newlib-port/libgloss/xinim/string/memchr.c - memchr.
 *
 * C11 (7.24.5.1) has it read as if byte by byte: what is behind the one that is found need
 * not be there, however large N is.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "word.h"

void *memchr(const void *from, int c, size_t n)
{
	const char *p = from;
	uint64_t all, found;
	size_t at;

	for (; n < WORD / 2 || !is_aligned(p); p++, n--)
		if (n == 0)
			return NULL;
		else if (*p == (char)c)
			return (void *)(uintptr_t)p;
	all = (unsigned char)c * ONES;
	for (; n >= 2 * WORD; n -= 2 * WORD) {
		found = zeros(load(p) ^ all);
		if (found != 0)
			return (void *)(uintptr_t)(p + first_byte(found));
		found = zeros(load(p + WORD) ^ all);
		p += 2 * WORD;
		if (found != 0)
			return (void *)(uintptr_t)(p - WORD + first_byte(found));
	}
	if (n >= WORD) {
		found = zeros(load(p) ^ all);
		if (found != 0)
			return (void *)(uintptr_t)(p + first_byte(found));
		p += WORD;
		n -= WORD;
	}
	if (n == 0)
		return NULL;
	found = zeros(load(p) ^ all);
	at = found != 0 ? first_byte(found) : WORD;
	return at < n ? (void *)(uintptr_t)(p + at) : NULL;
}
