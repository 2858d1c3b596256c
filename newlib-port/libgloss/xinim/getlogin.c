/*
 * newlib-port/libgloss/xinim/getlogin.c - the name of who logged in at this terminal.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

int getlogin_r(char *name, size_t size)
{
	char line[TTY_NAME_MAX];
	struct utmpx want, *entry;
	size_t length;
	int error = ttyname_r(STDIN_FILENO, line, sizeof(line));

	if (error != 0)
		return error;
	memset(&want, 0, sizeof(want));
	memccpy(want.ut_line, line + strlen("/dev/"), '\0', sizeof(want.ut_line));
	setutxent();
	entry = getutxline(&want);
	if (entry == NULL || entry->ut_type != USER_PROCESS) {
		endutxent();
		return ENXIO;
	}
	length = strnlen(entry->ut_user, sizeof(entry->ut_user));
	if (length < size) {
		memcpy(name, entry->ut_user, length);
		name[length] = '\0';
	}
	endutxent();
	return length < size ? 0 : ERANGE;
}

char *getlogin(void)
{
	static char name[LOGIN_NAME_MAX];
	int error = getlogin_r(name, sizeof(name));

	if (error == 0)
		return name;
	errno = error;
	return NULL;
}
