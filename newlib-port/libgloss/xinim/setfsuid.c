/*
 * newlib-port/libgloss/xinim/setfsuid.c - the user and group that files are reached as:
 * Linux, setfsuid(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/fsuid.h>

int setfsuid(uid_t uid)
{
	return CALL(setfsuid, uid);
}

int setfsgid(gid_t gid)
{
	return CALL(setfsgid, gid);
}
