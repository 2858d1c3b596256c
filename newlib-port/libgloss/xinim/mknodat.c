/*
 * newlib-port/libgloss/xinim/mknodat.c - make a special file, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int mknodat(int dir, const char *path, mode_t mode, dev_t dev)
{
	return CALL(mknodat, dir, path, mode, dev);
}
