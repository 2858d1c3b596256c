/*
 * newlib-port/libgloss/xinim/setgid.c - set the group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setgid(gid_t gid)
{
	return CALL(setgid, gid);
}
