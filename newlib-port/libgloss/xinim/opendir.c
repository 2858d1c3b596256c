/*
 * newlib-port/libgloss/xinim/opendir.c - open a directory, by name or by descriptor.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dir.h"

DIR *fdopendir(int fd)
{
	struct stat st;
	DIR *dir;

	if (fstat(fd, &st) != 0)
		return NULL;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return NULL;
	}
	dir = malloc(sizeof(*dir));
	if (dir == NULL)
		return NULL;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	dir->fd = fd;
	dir->next = 0;
	dir->end = 0;
	dir->offset = 0;
	return dir;
}

DIR *opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;
	int error;

	if (fd < 0)
		return NULL;
	dir = fdopendir(fd);
	if (dir == NULL) {
		error = errno;
		close(fd);
		errno = error;
	}
	return dir;
}
