/*
 * newlib-port/libgloss/xinim/string/strlcat.c - strlcat.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <string.h>

#include "copy.h"

size_t strlcat(char *restrict to, const char *restrict from, size_t n)
{
	size_t had = strnlen(to, n), copied;

	if (had == n)
		return had + strlen(from);
	n -= had + 1;
	copied = (size_t)(copy_most(to + had, from, n) - (to + had));
	to[had + copied] = '\0';
	from += copied;
	return had + copied + (*from != '\0' ? strlen(from) : 0);
}
