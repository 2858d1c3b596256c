/*
 * newlib-port/libgloss/xinim/setregid.c - set real and effective group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setregid(gid_t real, gid_t effective)
{
	return CALL(setregid, real, effective);
}
