/*
 * newlib-port/libgloss/xinim/fchown.c - change an open file's owner.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <unistd.h>

/* What was opened with O_SEARCH or O_EXEC, which are O_PATH, is refused by the call itself. */
int fchown(int fd, uid_t uid, gid_t gid)
{
	long result = RAW(fchown, fd, uid, gid);

	if (result == -EBADF && fd >= 0)
		result = RAW(fchownat, fd, "", uid, gid, AT_EMPTY_PATH);
	return (int)__xinim_result(_REENT, result);
}
