/*
 * newlib-port/libgloss/xinim/fchdir.c - change the working directory to an open one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int fchdir(int fd)
{
	return CALL(fchdir, fd);
}
