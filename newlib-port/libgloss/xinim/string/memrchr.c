/*
 * newlib-port/libgloss/xinim/string/memrchr.c - memrchr.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <string.h>

#include "word.h"

void *memrchr(const void *from, int c, size_t n)
{
	const char *p = from, *end = p + n;
	uint64_t all, found;

	if (n < WORD) {
		while (n-- != 0)
			if (p[n] == (char)c)
				return (void *)(uintptr_t)(p + n);
		return NULL;
	}
	all = (unsigned char)c * ONES;
	for (end -= WORD; end > p; end -= WORD) {
		found = load(end) ^ all;
		if (zeros(found) != 0)
			return (void *)(uintptr_t)(end + last_byte(zeros_exactly(found)));
	}
	/* Of these some may have been looked at, and none was it. */
	found = zeros_exactly(load(p) ^ all);
	return found != 0 ? (void *)(uintptr_t)(p + last_byte(found)) : NULL;
}
