/*
 * newlib-port/libgloss/xinim/fchownat.c - change a file's owner, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <unistd.h>

int fchownat(int dir, const char *path, uid_t uid, gid_t gid, int flags)
{
	return CALL(fchownat, dir, path, uid, gid, flags);
}
