/*
 * newlib-port/libgloss/xinim/string/wmemset.c - wmemset.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <wchar.h>

#include "word.h"

wchar_t *wmemset(wchar_t *to, wchar_t c, size_t n)
{
	uint64_t two = (uint32_t)c * UINT64_C(0x100000001);
	char *p = (char *)to;
	size_t words = n / 2;

	if (n < 4) {
		while (n-- != 0)
			to[n] = c;
		return to;
	}
	if (n % 2 != 0)
		to[n - 1] = c;
	__asm__ volatile("rep stosq" : "+D"(p), "+c"(words) : "a"(two) : "memory");
	return to;
}
