/*
 * newlib-port/libgloss/xinim/statx.c - a file's status, as much of it as is asked for:
 * Linux, statx(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int statx(int dirfd, const char *restrict path, int flags, unsigned int mask,
	struct statx *restrict st)
{
	return CALL(statx, dirfd, path, flags, mask, st);
}
