/*
 * newlib-port/libgloss/xinim/catopen.c - catalogues of messages: none is ever found.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <nl_types.h>

nl_catd catopen(const char *name, int flags)
{
	(void)name;
	(void)flags;
	errno = ENOENT;
	return (nl_catd)-1;
}

char *catgets(nl_catd catalogue, int set, int number, const char *text)
{
	(void)catalogue;
	(void)set;
	(void)number;
	errno = EBADF;
	return (char *)text;
}

int catclose(nl_catd catalogue)
{
	(void)catalogue;
	errno = EBADF;
	return -1;
}
