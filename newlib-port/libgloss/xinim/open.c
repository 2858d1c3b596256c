/*
 * newlib-port/libgloss/xinim/open.c - open a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <stdarg.h>

int _open_r(struct _reent *reent, const char *path, int flags, int mode)
{
	return CALL_R(reent, open, path, flags, mode);
}

/* The mode is there only if a file may be made. */
WEAK int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list list;

	if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	return CALL_POINT(open, path, flags, mode);
}

int _open(const char *path, int flags, ...) __attribute__((alias("open")));
