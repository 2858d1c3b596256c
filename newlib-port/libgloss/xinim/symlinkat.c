/*
 * newlib-port/libgloss/xinim/symlinkat.c - make a symbolic link, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int symlinkat(const char *target, int dir, const char *path)
{
	return CALL(symlinkat, target, dir, path);
}
