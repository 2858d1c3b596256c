/*
 * newlib-port/libgloss/xinim/lchown.c - change a link's owner.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int lchown(const char *path, uid_t uid, gid_t gid)
{
	return CALL(lchown, path, uid, gid);
}
