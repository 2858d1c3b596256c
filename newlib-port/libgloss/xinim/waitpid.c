/*
 * newlib-port/libgloss/xinim/waitpid.c - wait for a child.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/wait.h>

pid_t waitpid(pid_t pid, int *status, int options)
{
	return CALL_POINT(wait4, pid, status, options, NULL);
}
