/*
 * newlib-port/libgloss/xinim/link.c - another name for a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int _link_r(struct _reent *reent, const char *old, const char *new)
{
	return CALL_R(reent, link, old, new);
}

WEAK int link(const char *old, const char *new)
{
	return CALL(link, old, new);
}
