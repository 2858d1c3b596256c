/*
 * newlib-port/libgloss/xinim/futimens.c - set an open file's times.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <sys/stat.h>

int futimens(int fd, const struct timespec times[2])
{
	long result = RAW(utimensat, fd, NULL, times, 0);

	if (result == -EBADF && fd >= 0) /* by O_SEARCH or O_EXEC, which are O_PATH */
		result = RAW(utimensat, fd, "", times, AT_EMPTY_PATH);
	return (int)__xinim_result(_REENT, result);
}
