/*
 * newlib-port/libgloss/xinim/mkdir.c - make a directory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int _mkdir_r(struct _reent *reent, const char *path, int mode)
{
	return CALL_R(reent, mkdir, path, mode);
}

WEAK int mkdir(const char *path, mode_t mode)
{
	return CALL(mkdir, path, mode);
}
