/*
 * newlib-port/libgloss/xinim/wait4.c - wait for a child, and learn what it used.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/wait.h>

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return CALL_POINT(wait4, pid, status, options, usage);
}
