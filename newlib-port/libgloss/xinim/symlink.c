/*
 * newlib-port/libgloss/xinim/symlink.c - make a symbolic link.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int symlink(const char *target, const char *path)
{
	return CALL(symlink, target, path);
}
