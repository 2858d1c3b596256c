/*
 * newlib-port/libgloss/xinim/setreuid.c - set real and effective user.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setreuid(uid_t real, uid_t effective)
{
	return CALL(setreuid, real, effective);
}
