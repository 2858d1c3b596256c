/*
 * newlib-port/libgloss/xinim/getresuid.c - all three user ids.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int getresuid(uid_t *real, uid_t *effective, uid_t *saved)
{
	return CALL(getresuid, real, effective, saved);
}
