/*
 * newlib-port/libgloss/xinim/getrlimit.c - a limit of the process.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/resource.h>

int getrlimit(int resource, struct rlimit *limit)
{
	return CALL(getrlimit, resource, limit);
}
