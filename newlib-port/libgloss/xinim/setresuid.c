/*
 * newlib-port/libgloss/xinim/setresuid.c - set all three user ids.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setresuid(uid_t real, uid_t effective, uid_t saved)
{
	return CALL(setresuid, real, effective, saved);
}
