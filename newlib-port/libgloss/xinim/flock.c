/*
 * newlib-port/libgloss/xinim/flock.c - lock a whole file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>

int flock(int fd, int operation)
{
	return CALL(flock, fd, operation);
}
