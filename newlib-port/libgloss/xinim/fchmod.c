/*
 * newlib-port/libgloss/xinim/fchmod.c - change an open file's mode.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <sys/stat.h>

/* What was opened with O_SEARCH or O_EXEC, which are O_PATH, is refused by the call itself. */
int fchmod(int fd, mode_t mode)
{
	long result = RAW(fchmod, fd, mode);

	if (result == -EBADF && fd >= 0)
		result = RAW(fchmodat2, fd, "", mode, AT_EMPTY_PATH);
	return (int)__xinim_result(_REENT, result);
}
