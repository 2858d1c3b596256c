/*
 * newlib-port/libgloss/xinim/string/memcmp.c - memcmp.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "word.h"

/* The first byte that differs is the most significant one when turned round. */
static int order(uint64_t x, uint64_t y)
{
	return __builtin_bswap64(x) < __builtin_bswap64(y) ? -1 : 1;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const char *p = a, *q = b;
	uint64_t x, y;

	if (n >= WORD) {
		/* The last word may have been compared in part. */
		const char *last = p + n - WORD;
		ptrdiff_t other = q - p;

		for (; p < last; p += WORD) {
			x = load(p);
			y = load(p + other);
			if (x != y)
				return order(x, y);
		}
		x = load(last);
		y = load(last + other);
		return x == y ? 0 : order(x, y);
	}
	if (n >= WORD / 2) {
		x = load_half(p) | (uint64_t)load_half(p + n - WORD / 2) << 32;
		y = load_half(q) | (uint64_t)load_half(q + n - WORD / 2) << 32;
		return x == y ? 0 : order(x, y);
	}
	for (; n != 0; n--, p++, q++)
		if (*p != *q)
			return (unsigned char)*p - (unsigned char)*q;
	return 0;
}
