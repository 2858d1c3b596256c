/*
 * newlib-port/libgloss/xinim/string/strncmp.c - strncmp.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "compare.h"

int strncmp(const char *a, const char *b, size_t n)
{
	uint64_t x, y, bits;

	if (is_aligned((const void *)((uintptr_t)a | (uintptr_t)b))) {
		ptrdiff_t other = b - a;

		for (; n >= WORD; n -= WORD, a += WORD) {
			x = load(a);
			if (x != load(a + other))
				break;
			if (is_end(x))
				return 0;
		}
		if (n == 0)
			return 0;
		x = load(a);
		y = load(a + other);
		bits = difference(x, y);
		return bits != 0 && first_byte(bits) < n ? order(x, y, bits) : 0;
	}
	while (n != 0) {
		size_t rest = rest_of_page(a), other = rest_of_page(b), i;

		if (other < rest)
			rest = other;
		if (n < rest)
			rest = n;
		for (i = 0; i + WORD <= rest; i += WORD) {
			if (i == 0 && (*a != *b || *a == '\0'))
				return (unsigned char)*a - (unsigned char)*b;
			x = load(a + i);
			y = load(b + i);
			if (x != y)
				return order(x, y, difference(x, y));
			if (is_end(x))
				return 0;
		}
		/* Byte by byte over the end of a page, or up to the Nth. */
		for (rest = n < i + WORD ? n : i + WORD; i < rest; i++)
			if (a[i] != b[i] || a[i] == '\0')
				return (unsigned char)a[i] - (unsigned char)b[i];
		a += i;
		b += i;
		n -= i;
	}
	return 0;
}
