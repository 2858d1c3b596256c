/*
 * newlib-port/libgloss/xinim/pipe.c - make a pipe.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int pipe(int fds[2])
{
	return CALL(pipe, fds);
}
