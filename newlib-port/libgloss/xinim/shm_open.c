/*
 * newlib-port/libgloss/xinim/shm_open.c - shared memory by name: files in /dev/shm.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FOLDER "/dev/shm/"

/*
 * The file of a name, which is one component, with or without the slash before
 * it. False, with errno set: it is none.
 */
static int path_of(const char *name, char path[sizeof(FOLDER) + NAME_MAX])
{
	size_t length;

	while (*name == '/')
		name++;
	length = strnlen(name, NAME_MAX + 1);
	if (length == 0 || strchr(name, '/') != NULL || strcmp(name, ".") == 0 ||
		strcmp(name, "..") == 0) {
		errno = EINVAL;
		return 0;
	}
	if (length > NAME_MAX) {
		errno = ENAMETOOLONG;
		return 0;
	}
	memcpy(path, FOLDER, sizeof(FOLDER) - 1);
	memcpy(path + sizeof(FOLDER) - 1, name, length + 1);
	return 1;
}

int shm_open(const char *name, int flags, mode_t mode)
{
	char path[sizeof(FOLDER) + NAME_MAX];

	if (!path_of(name, path))
		return -1;
	return (int)CALL(openat, AT_FDCWD, path, flags | O_CLOEXEC | O_NOFOLLOW, mode);
}

int shm_unlink(const char *name)
{
	char path[sizeof(FOLDER) + NAME_MAX];

	return path_of(name, path) ? unlink(path) : -1;
}
