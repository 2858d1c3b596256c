/*
 * newlib-port/libgloss/xinim/mlockall.c - keep all pages in memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int mlockall(int flags)
{
	return CALL(mlockall, flags);
}
