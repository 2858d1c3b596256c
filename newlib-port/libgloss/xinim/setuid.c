/*
 * newlib-port/libgloss/xinim/setuid.c - set the user.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setuid(uid_t uid)
{
	return CALL(setuid, uid);
}
