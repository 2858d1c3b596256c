/*
 * newlib-port/libgloss/xinim/string/strcat.c - strcat.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "copy.h"

char *strcat(char *restrict to, const char *restrict from)
{
	copy_string(to + strlen(to), from);
	return to;
}
