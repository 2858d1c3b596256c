/*
 * newlib-port/libgloss/xinim/setegid.c - set the effective group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setegid(gid_t gid)
{
	return CALL(setresgid, -1, gid, -1);
}
