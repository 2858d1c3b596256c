/*
 * newlib-port/libgloss/xinim/getsubopt.c - options within an option: POSIX.1-2017.
 *
 * In place of newlib's, which does not give what it does not know.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdlib.h>
#include <string.h>

/* The index of the key in keys, with *value behind `=' or NULL; -1 with *value all of it. */
int getsubopt(char **option, char *const *keys, char **value)
{
	char *start = *option, *end = start + strcspn(start, ",");
	size_t length;

	*option = *end == '\0' ? end : end + 1;
	*end = '\0';
	length = strcspn(start, "=");
	for (int i = 0; keys[i]; i++) {
		if (strncmp(start, keys[i], length) != 0 || keys[i][length] != '\0')
			continue;
		*value = start[length] == '=' ? start + length + 1 : NULL;
		return i;
	}
	*value = start;
	return -1;
}
