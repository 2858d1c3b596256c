/*
 * newlib-port/libgloss/xinim/lockf.c - lock a part of a file, from its offset on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <unistd.h>

int lockf(int fd, int what, off_t len)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_len = len };

	switch (what) {
	case F_LOCK:
		return fcntl(fd, F_SETLKW, &lock);
	case F_TLOCK:
		return fcntl(fd, F_SETLK, &lock);
	case F_ULOCK:
		lock.l_type = F_UNLCK;
		return fcntl(fd, F_SETLK, &lock);
	case F_TEST:
		if (fcntl(fd, F_GETLK, &lock) != 0)
			return -1;
		if (lock.l_type == F_UNLCK || lock.l_pid == getpid())
			return 0;
		errno = EACCES;
		return -1;
	}
	errno = EINVAL;
	return -1;
}
