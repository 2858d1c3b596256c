/*
 * newlib-port/libgloss/xinim/pivot_root.c - another root, the old one put below it: Linux,
 * pivot_root(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

/* No header of the GNU C library has it; programs declare it themselves. */
int pivot_root(const char *root, const char *old);

int pivot_root(const char *root, const char *old)
{
	return CALL(pivot_root, root, old);
}
