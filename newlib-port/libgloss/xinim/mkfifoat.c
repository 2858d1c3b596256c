/*
 * newlib-port/libgloss/xinim/mkfifoat.c - make a named pipe, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int mkfifoat(int dir, const char *path, mode_t mode)
{
	return mknodat(dir, path, (mode & ~S_IFMT) | S_IFIFO, 0);
}
