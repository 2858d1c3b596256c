/*
 * newlib-port/libgloss/xinim/string/strchr.c - strchr.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "word.h"

char *strchr(const char *s, int c)
{
	const char *p = s;
	uint64_t all, found;

	for (; !is_aligned(p); p++)
		if (*p == (char)c)
			return (char *)(uintptr_t)p;
		else if (*p == '\0')
			return NULL;
	all = (unsigned char)c * ONES;
	while ((found = zeros_or(load(p), all)) == 0)
		p += WORD;
	p += first_byte(found);
	return *p == (char)c ? (char *)(uintptr_t)p : NULL;
}
