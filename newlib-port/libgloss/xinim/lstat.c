/*
 * newlib-port/libgloss/xinim/lstat.c - a file's or a link's status.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int lstat(const char *restrict path, struct stat *restrict st)
{
	return CALL(lstat, path, st);
}
