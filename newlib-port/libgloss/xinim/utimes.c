/*
 * newlib-port/libgloss/xinim/utimes.c - set a file's times, in microseconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/time.h>

int utimes(const char *path, const struct timeval *times)
{
	return CALL(utimes, path, times);
}
