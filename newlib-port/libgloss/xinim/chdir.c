/*
 * newlib-port/libgloss/xinim/chdir.c - change the working directory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int chdir(const char *path)
{
	return CALL(chdir, path);
}
