/*
 * newlib-port/libgloss/xinim/mknod.c - make a special file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int mknod(const char *path, mode_t mode, dev_t dev)
{
	return CALL(mknod, path, mode, dev);
}
