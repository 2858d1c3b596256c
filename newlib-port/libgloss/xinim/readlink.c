/*
 * newlib-port/libgloss/xinim/readlink.c - where a symbolic link points.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

ssize_t readlink(const char *restrict path, char *restrict buf, size_t size)
{
	return CALL(readlink, path, buf, size);
}
