/*
 * newlib-port/libgloss/xinim/dup3.c - dup2() with O_CLOEXEC.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int dup3(int fd, int to, int flags)
{
	return CALL(dup3, fd, to, flags);
}
