/*
 * newlib-port/libgloss/xinim/mkfifo.c - make a named pipe.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int mkfifo(const char *path, mode_t mode)
{
	return mknod(path, (mode & ~S_IFMT) | S_IFIFO, 0);
}
