/*
 * newlib-port/libgloss/xinim/string/wcslen.c - wcslen.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <wchar.h>

size_t wcslen(const wchar_t *s)
{
	for (const wchar_t *p = s;; p += 4) {
		if (p[0] == L'\0')
			return (size_t)(p - s);
		if (p[1] == L'\0')
			return (size_t)(p - s) + 1;
		if (p[2] == L'\0')
			return (size_t)(p - s) + 2;
		if (p[3] == L'\0')
			return (size_t)(p - s) + 3;
	}
}
