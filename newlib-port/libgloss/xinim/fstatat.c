/*
 * newlib-port/libgloss/xinim/fstatat.c - a file's status, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <sys/stat.h>

int fstatat(int dir, const char *restrict path, struct stat *restrict st, int flags)
{
	return CALL(newfstatat, dir, path, st, flags);
}
