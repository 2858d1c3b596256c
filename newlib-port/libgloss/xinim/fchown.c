/*
 * newlib-port/libgloss/xinim/fchown.c - change an open file's owner.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int fchown(int fd, uid_t uid, gid_t gid)
{
	return CALL(fchown, fd, uid, gid);
}
