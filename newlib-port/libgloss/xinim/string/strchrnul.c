/*
 * newlib-port/libgloss/xinim/string/strchrnul.c - strchrnul.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <string.h>

#include "word.h"

char *strchrnul(const char *s, int c)
{
	const char *p = s;
	uint64_t all, found;

	for (; !is_aligned(p); p++)
		if (*p == (char)c || *p == '\0')
			return (char *)(uintptr_t)p;
	all = (unsigned char)c * ONES;
	while ((found = zeros_or(load(p), all)) == 0)
		p += WORD;
	p += first_byte(found);
	return (char *)(uintptr_t)p;
}
