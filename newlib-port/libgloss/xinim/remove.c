/*
 * newlib-port/libgloss/xinim/remove.c - remove a file or an empty directory.
 *
 * Newlib's knows files only; a directory is removed as rmdir() does (POSIX, remove).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int remove(const char *path)
{
	int saved = errno;

	if (CALL(unlink, path) == 0)
		return 0;
	if (errno != EISDIR)
		return -1;
	errno = saved;
	return CALL(rmdir, path);
}

int _remove_r(struct _reent *reent, const char *path)
{
	int result = CALL_R(reent, unlink, path);

	return result != 0 && reent->_errno == EISDIR ? CALL_R(reent, rmdir, path)
						      : result;
}
