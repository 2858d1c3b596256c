/*
 * newlib-port/libgloss/xinim/fexecve.c - become the program in an open file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <unistd.h>

int fexecve(int fd, char *const argv[], char *const envp[])
{
	return CALL(execveat, fd, "", argv, envp, AT_EMPTY_PATH);
}
