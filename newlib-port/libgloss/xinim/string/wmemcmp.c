/*
 * newlib-port/libgloss/xinim/string/wmemcmp.c - wmemcmp.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <wchar.h>

#include "word.h"

int wmemcmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n >= 2; n -= 2, a += 2, b += 2)
		if (load(a) != load(b)) {
			if (a[0] == b[0])
				a++, b++;
			return *a < *b ? -1 : 1;
		}
	return n == 0 || *a == *b ? 0 : *a < *b ? -1 : 1;
}
