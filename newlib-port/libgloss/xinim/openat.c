/*
 * newlib-port/libgloss/xinim/openat.c - open a file, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <stdarg.h>

int openat(int dir, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list list;

	if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	return CALL_POINT(openat, dir, path, flags, mode);
}
