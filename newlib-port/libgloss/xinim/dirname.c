/*
 * newlib-port/libgloss/xinim/dirname.c - the path of what a file is in: POSIX.1-2017.
 *
 * In place of newlib's, which leaves a slash at the end of "a//b".
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <libgen.h>
#include <string.h>

/* In `path' itself, or a constant. */
char *dirname(char *path)
{
	static char here[] = ".";
	size_t length = path ? strlen(path) : 0;

	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length > 0 && path[length - 1] != '/')
		length--;
	while (length > 1 && path[length - 1] == '/')
		length--;
	if (length == 0)
		return strcpy(here, ".");
	path[length] = '\0';
	return path;
}
