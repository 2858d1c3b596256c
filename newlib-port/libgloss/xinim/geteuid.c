/*
 * newlib-port/libgloss/xinim/geteuid.c - the effective user.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

uid_t geteuid(void)
{
	return CALL(geteuid);
}
