/*
 * newlib-port/libgloss/xinim/unlinkat.c - remove a name, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int unlinkat(int dir, const char *path, int flags)
{
	return CALL(unlinkat, dir, path, flags);
}
