/*
 * newlib-port/libgloss/xinim/string/strcpy.c - strcpy.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "copy.h"

char *strcpy(char *restrict to, const char *restrict from)
{
	copy_string(to, from);
	return to;
}
