/*
 * newlib-port/libgloss/xinim/execve.c - become another program.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int _execve_r(
	struct _reent *reent, const char *path, char *const argv[], char *const envp[])
{
	return CALL_R(reent, execve, path, argv, envp);
}

WEAK int execve(const char *path, char *const argv[], char *const envp[])
{
	return CALL(execve, path, argv, envp);
}

int _execve(const char *path, char *const argv[], char *const envp[])
	__attribute__((alias("execve")));
