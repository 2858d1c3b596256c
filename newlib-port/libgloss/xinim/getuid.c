/*
 * newlib-port/libgloss/xinim/getuid.c - the real user.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

uid_t getuid(void)
{
	return CALL(getuid);
}
