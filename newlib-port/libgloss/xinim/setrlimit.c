/*
 * newlib-port/libgloss/xinim/setrlimit.c - set a limit of the process.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/resource.h>

int setrlimit(int resource, const struct rlimit *limit)
{
	return CALL(setrlimit, resource, limit);
}
