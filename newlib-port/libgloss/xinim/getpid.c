/*
 * newlib-port/libgloss/xinim/getpid.c - the process.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int _getpid_r(struct _reent *reent)
{
	return CALL_R(reent, getpid);
}

WEAK pid_t getpid(void)
{
	return CALL(getpid);
}
