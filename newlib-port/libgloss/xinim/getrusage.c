/*
 * newlib-port/libgloss/xinim/getrusage.c - what the process has used.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/resource.h>

int getrusage(int who, struct rusage *usage)
{
	return CALL(getrusage, who, usage);
}
