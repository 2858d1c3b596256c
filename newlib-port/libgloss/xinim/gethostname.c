/*
 * newlib-port/libgloss/xinim/gethostname.c - the machine's name.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* A name too long is cut, and ENAMETOOLONG says so. */
int gethostname(char *name, size_t size)
{
	struct utsname u;
	size_t len;

	if (uname(&u) != 0)
		return -1;
	len = strlen(u.nodename) + 1;
	memcpy(name, u.nodename, len < size ? len : size);
	if (len <= size)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}
