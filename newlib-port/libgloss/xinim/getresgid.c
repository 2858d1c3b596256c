/*
 * newlib-port/libgloss/xinim/getresgid.c - all three group ids.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int getresgid(gid_t *real, gid_t *effective, gid_t *saved)
{
	return CALL(getresgid, real, effective, saved);
}
