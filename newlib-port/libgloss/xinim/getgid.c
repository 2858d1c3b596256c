/*
 * newlib-port/libgloss/xinim/getgid.c - the real group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

gid_t getgid(void)
{
	return CALL(getgid);
}
