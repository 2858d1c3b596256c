/*
 * newlib-port/libgloss/xinim/futimesat.c - set a file's times in microseconds, from a directory on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <sys/time.h>

int futimesat(int dir, const char *path, const struct timeval times[2])
{
	return CALL(futimesat, dir, path, times);
}
