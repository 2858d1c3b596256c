/*
 * newlib-port/libgloss/xinim/getauxval.c - an entry of the auxiliary vector.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/auxv.h>

unsigned long getauxval(unsigned long type)
{
	for (const unsigned long *a = __xinim_auxv; a[0] != AT_NULL; a += 2)
		if (a[0] == type)
			return a[1];
	errno = ENOENT;
	return 0;
}
