/*
 * newlib-port/libgloss/xinim/getwd.c - the path of the working directory, in PATH_MAX bytes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <unistd.h>

char *getwd(char *buf)
{
	return getcwd(buf, PATH_MAX);
}
