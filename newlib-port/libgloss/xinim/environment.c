/*
 * newlib-port/libgloss/xinim/environment.c - an environment that is emptied, or not trusted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdlib.h>
#include <unistd.h>

extern char **environ;

int clearenv(void)
{
	static char *none[1];

	environ = none;
	return 0;
}

/* As getenv, but nothing for a program that has more rights than who runs it. */
char *secure_getenv(const char *name)
{
	return issetugid() ? NULL : getenv(name);
}
