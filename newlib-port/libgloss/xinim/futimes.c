/*
 * newlib-port/libgloss/xinim/futimes.c - set a file's times in microseconds: open, or not following a link.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>

static int set_times(int dir, const char *path, const struct timeval *tv, int flags)
{
	struct timespec ts[2];

	if (tv == NULL)
		return CALL(utimensat, dir, path, NULL, flags);
	for (int i = 0; i < 2; i++) {
		if (tv[i].tv_usec < 0 || tv[i].tv_usec > 999999) {
			errno = EINVAL;
			return -1;
		}
		ts[i] = (struct timespec){ tv[i].tv_sec, tv[i].tv_usec * 1000 };
	}
	return CALL(utimensat, dir, path, ts, flags);
}

int futimes(int fd, const struct timeval *times)
{
	return set_times(fd, NULL, times, 0);
}

int lutimes(const char *path, const struct timeval *times)
{
	return set_times(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}
