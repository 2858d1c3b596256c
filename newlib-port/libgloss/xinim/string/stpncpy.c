/*
 * newlib-port/libgloss/xinim/string/stpncpy.c - stpncpy.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <string.h>

#include "copy.h"

char *stpncpy(char *restrict to, const char *restrict from, size_t n)
{
	char *end = copy_most(to, from, n), *last = to + n;

	fill_rest(end, (size_t)(last - end));
	return end;
}
