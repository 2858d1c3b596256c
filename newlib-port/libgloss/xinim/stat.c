/*
 * newlib-port/libgloss/xinim/stat.c - a file's status.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int _stat_r(struct _reent *reent, const char *path, struct stat *st)
{
	return CALL_R(reent, stat, path, st);
}

WEAK int stat(const char *restrict path, struct stat *restrict st)
{
	return CALL(stat, path, st);
}
