/*
 * newlib-port/libgloss/xinim/readlinkat.c - where a symbolic link points, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

ssize_t readlinkat(int dir, const char *restrict path, char *restrict buf, size_t size)
{
	return CALL(readlinkat, dir, path, buf, size);
}
