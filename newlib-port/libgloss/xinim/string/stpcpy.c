/*
 * newlib-port/libgloss/xinim/string/stpcpy.c - stpcpy.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <string.h>

#include "copy.h"

char *stpcpy(char *restrict to, const char *restrict from)
{
	return copy_string(to, from);
}
