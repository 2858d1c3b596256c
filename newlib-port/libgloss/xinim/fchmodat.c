/*
 * newlib-port/libgloss/xinim/fchmodat.c - change a file's mode, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <sys/stat.h>

/* A symbolic link's own mode cannot be changed (EOPNOTSUPP), as POSIX allows. */
int fchmodat(int dir, const char *path, mode_t mode, int flags)
{
	if (flags == 0)
		return CALL(fchmodat, dir, path, mode);
	return CALL(fchmodat2, dir, path, mode, flags);
}
