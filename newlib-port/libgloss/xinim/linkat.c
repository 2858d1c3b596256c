/*
 * newlib-port/libgloss/xinim/linkat.c - another name for a file, from directories on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int linkat(int olddir, const char *old, int newdir, const char *new, int flags)
{
	return CALL(linkat, olddir, old, newdir, new, flags);
}
