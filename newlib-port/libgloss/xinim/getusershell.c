/*
 * newlib-port/libgloss/xinim/getusershell.c - the shells that a user may have, /etc/shells:
 * 4.3BSD.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *file;
static char *line;
static size_t size;
static size_t given; /* of the standard ones, when there is no file */

void endusershell(void)
{
	if (file != NULL)
		fclose(file);
	file = NULL;
	given = 0;
}

void setusershell(void)
{
	endusershell();
}

/* The next one, a path; the line's comment and white space are left out. NULL: the end. */
char *getusershell(void)
{
	static char standard[][8] = { "/bin/sh" };
	char *end;

	if (file == NULL)
		file = fopen("/etc/shells", "re");
	if (file == NULL)
		return given < sizeof(standard) / sizeof(standard[0]) ? standard[given++]
								      : NULL;
	while (getline(&line, &size, file) > 0) {
		end = line + strcspn(line, "# \t\n");
		*end = '\0';
		if (*line == '/')
			return line;
	}
	return NULL;
}
