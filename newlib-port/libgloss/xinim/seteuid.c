/*
 * newlib-port/libgloss/xinim/seteuid.c - set the effective user.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int seteuid(uid_t uid)
{
	return CALL(setresuid, -1, uid, -1);
}
