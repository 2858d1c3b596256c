/*
 * newlib-port/libgloss/xinim/readdir.c - a directory's next entry.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <string.h>

#include "dir.h"

struct dirent *readdir(DIR *dir)
{
	struct dirent *entry;
	int before = errno;

	if (dir->next >= dir->end) {
		ssize_t n = getdents64(dir->fd, dir->buf, sizeof(dir->buf));

		/* One that was removed has nothing in it (POSIX, readdir: no error). */
		if (n < 0 && errno == ENOENT)
			errno = before;
		if (n <= 0)
			return NULL;
		dir->next = 0;
		dir->end = (int)n;
	}
	entry = (struct dirent *)(dir->buf + dir->next);
	dir->next += entry->d_reclen;
	dir->offset = entry->d_off;
	return entry;
}

/* Returns the error itself; the end is no error, and *result NULL. */
int readdir_r(
	DIR *restrict dir, struct dirent *restrict entry, struct dirent **restrict result)
{
	int before = errno;
	struct dirent *found;
	int error;

	errno = 0;
	found = readdir(dir);
	error = errno;
	errno = before;
	if (found != NULL)
		memcpy(entry, found, found->d_reclen);
	*result = found != NULL ? entry : NULL;
	return found != NULL ? 0 : error;
}
