/*
 * newlib-port/libgloss/xinim/mkdirat.c - make a directory, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int mkdirat(int dir, const char *path, mode_t mode)
{
	return CALL(mkdirat, dir, path, mode);
}
