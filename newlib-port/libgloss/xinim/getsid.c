/*
 * newlib-port/libgloss/xinim/getsid.c - a process's session.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

pid_t getsid(pid_t pid)
{
	return CALL(getsid, pid);
}
