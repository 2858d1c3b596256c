/*
 * newlib-port/libgloss/xinim/pipe2.c - make a pipe, with flags.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int pipe2(int fds[2], int flags)
{
	return CALL(pipe2, fds, flags);
}
