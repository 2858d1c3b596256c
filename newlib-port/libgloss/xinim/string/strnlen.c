/*
 * newlib-port/libgloss/xinim/string/strnlen.c - strnlen.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <string.h>

#include "word.h"

size_t strnlen(const char *s, size_t n)
{
	const char *p = word_of(s);
	uint64_t found;
	size_t at;

	if (n == 0)
		return 0;
	found = zeros(load(p) | in_front(s));
	while (found == 0) {
		p += WORD;
		if ((size_t)(p - s) >= n)
			return n;
		found = zeros(load(p));
	}
	at = (size_t)(p - s) + first_byte(found);
	return at < n ? at : n;
}
