/*
 * newlib-port/libgloss/xinim/renameat2.c - rename with rules.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdio.h>

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	return CALL(renameat2, from_dir, from, to_dir, to, flags);
}
