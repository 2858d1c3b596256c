/*
 * newlib-port/libgloss/xinim/string/strncpy.c - strncpy.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "copy.h"

char *strncpy(char *restrict to, const char *restrict from, size_t n)
{
	char *end = copy_most(to, from, n), *last = to + n;

	fill_rest(end, (size_t)(last - end));
	return to;
}
