/*
 * newlib-port/libgloss/xinim/execveat.c - become the program of a path beside a folder:
 * Linux, execveat(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int execveat(
	int dirfd, const char *path, char *const argv[], char *const envp[], int flags)
{
	return CALL(execveat, dirfd, path, argv, envp, flags);
}
