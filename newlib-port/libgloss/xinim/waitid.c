/*
 * newlib-port/libgloss/xinim/waitid.c - wait for a child to change in a chosen way.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/wait.h>

int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	return CALL_POINT(waitid, type, id, info, options, NULL);
}
