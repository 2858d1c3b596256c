/*
 * newlib-port/libgloss/xinim/getcwd.c - the path of the working directory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A buffer that is NULL is allocated: of size bytes or, if that is 0, as
 * long as the path. A directory that no path leads to is ENOENT.
 */
char *getcwd(char *buf, size_t size)
{
	char path[PATH_MAX];
	char *to = buf != NULL ? buf : path;
	size_t room =
		buf != NULL || (size != 0 && size < sizeof(path)) ? size : sizeof(path);
	long len;

	if (buf != NULL && size == 0) {
		errno = EINVAL;
		return NULL;
	}
	len = CALL(getcwd, to, room);
	if (len < 0)
		return NULL;
	if (to[0] != '/') {
		errno = ENOENT;
		return NULL;
	}
	if (buf != NULL)
		return buf;
	buf = malloc(size != 0 ? size : (size_t)len);
	return buf != NULL ? memcpy(buf, path, len) : NULL;
}
