/*
 * newlib-port/libgloss/xinim/futimens.c - set an open file's times.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int futimens(int fd, const struct timespec times[2])
{
	return CALL(utimensat, fd, NULL, times, 0);
}
