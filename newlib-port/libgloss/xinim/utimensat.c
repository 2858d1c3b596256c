/*
 * newlib-port/libgloss/xinim/utimensat.c - set a file's times, in nanoseconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int utimensat(int dir, const char *path, const struct timespec times[2], int flags)
{
	return CALL(utimensat, dir, path, times, flags);
}
