/*
 * newlib-port/libgloss/xinim/wait3.c - wait for any child, and learn what it used.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/wait.h>

pid_t wait3(int *status, int options, struct rusage *usage)
{
	return CALL_POINT(wait4, -1, status, options, usage);
}
