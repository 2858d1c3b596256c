/*
 * newlib-port/libgloss/xinim/unlink.c - remove a name of a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int _unlink_r(struct _reent *reent, const char *path)
{
	return CALL_R(reent, unlink, path);
}

WEAK int unlink(const char *path)
{
	return CALL(unlink, path);
}
