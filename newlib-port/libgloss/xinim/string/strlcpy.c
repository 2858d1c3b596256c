/*
 * newlib-port/libgloss/xinim/string/strlcpy.c - strlcpy.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <string.h>

#include "copy.h"

size_t strlcpy(char *restrict to, const char *restrict from, size_t n)
{
	size_t copied;

	if (n == 0)
		return strlen(from);
	copied = (size_t)(copy_most(to, from, n - 1) - to);
	to[copied] = '\0';
	/* Where there was no room it may be longer. */
	from += copied;
	return copied + (*from != '\0' ? strlen(from) : 0);
}
