/*
 * newlib-port/libgloss/xinim/prlimit.c - limits of any process.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/resource.h>

int prlimit(pid_t pid, int resource, const struct rlimit *new, struct rlimit *old)
{
	return CALL(prlimit64, pid, resource, new, old);
}
