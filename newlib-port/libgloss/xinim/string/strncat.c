/*
 * newlib-port/libgloss/xinim/string/strncat.c - strncat.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "copy.h"

char *strncat(char *restrict to, const char *restrict from, size_t n)
{
	*copy_most(to + strlen(to), from, n) = '\0';
	return to;
}
