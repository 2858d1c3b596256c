/*
 * newlib-port/libgloss/xinim/fail.c - a negative result becomes errno.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

long __xinim_fail(struct _reent *reent, long result)
{
	__errno_r(reent) = (int)-result;
	return -1;
}
