/*
 * newlib-port/libgloss/xinim/setresgid.c - set all three group ids.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setresgid(gid_t real, gid_t effective, gid_t saved)
{
	return CALL(setresgid, real, effective, saved);
}
