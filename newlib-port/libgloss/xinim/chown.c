/*
 * newlib-port/libgloss/xinim/chown.c - change a file's owner.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int chown(const char *path, uid_t uid, gid_t gid)
{
	return CALL(chown, path, uid, gid);
}
