/*
 * newlib-port/libgloss/xinim/getegid.c - the effective group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

gid_t getegid(void)
{
	return CALL(getegid);
}
