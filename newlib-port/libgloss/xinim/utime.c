/*
 * newlib-port/libgloss/xinim/utime.c - set a file's times, in seconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <utime.h>

int utime(const char *path, const struct utimbuf *times)
{
	return CALL(utime, path, times);
}
