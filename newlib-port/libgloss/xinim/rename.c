/*
 * newlib-port/libgloss/xinim/rename.c - give a file another name.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdio.h>

/* rename() itself is newlib's, and calls this. */
int _rename_r(struct _reent *reent, const char *old, const char *new)
{
	return CALL_R(reent, rename, old, new);
}
