/*
 * newlib-port/libgloss/xinim/rmdir.c - remove a directory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int rmdir(const char *path)
{
	return CALL(rmdir, path);
}
