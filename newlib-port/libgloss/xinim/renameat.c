/*
 * newlib-port/libgloss/xinim/renameat.c - rename, from directories on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdio.h>

int renameat(int olddir, const char *old, int newdir, const char *new)
{
	return CALL(renameat, olddir, old, newdir, new);
}
