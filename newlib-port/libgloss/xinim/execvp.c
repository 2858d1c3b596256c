/*
 * newlib-port/libgloss/xinim/execvp.c - become another program, looked for in PATH.
 *
 * newlib's has no room for a long PATH, does not find a program in the working directory by
 * an empty word of it, and runs no script without #!.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

extern char **environ;

int execvp(const char *file, char *const argv[])
{
	return execvpe(file, argv, environ);
}
