/*
 * newlib-port/libgloss/xinim/dup2.c - a chosen descriptor for an open file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int dup2(int fd, int to)
{
	return CALL(dup2, fd, to);
}
