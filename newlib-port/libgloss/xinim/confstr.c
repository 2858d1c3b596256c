/*
 * newlib-port/libgloss/xinim/confstr.c - strings that a system decides.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <string.h>
#include <unistd.h>

size_t confstr(int name, char *buf, size_t size)
{
	const char *value;
	size_t length;

	switch (name) {
	case _CS_PATH:
		value = "/bin:/usr/bin";
		break;
	case _CS_POSIX_V7_WIDTH_RESTRICTED_ENVS:
		value = "POSIX_V7_LP64_OFF64";
		break;
	case _CS_POSIX_V7_LP64_OFF64_CFLAGS:
	case _CS_POSIX_V7_LP64_OFF64_LDFLAGS:
	case _CS_POSIX_V7_LP64_OFF64_LIBS:
	case _CS_POSIX_V7_THREADS_CFLAGS:
	case _CS_POSIX_V7_THREADS_LDFLAGS:
		value = "";
		break;
	case _CS_V7_ENV:
		value = "POSIXLY_CORRECT=1";
		break;
	default:
		if (name < 0 || name > _CS_LFS_LINTFLAGS)
			errno = EINVAL;
		return 0; /* that configuration is not there */
	}
	length = strlen(value) + 1;
	if (size > 0) {
		size_t part = length < size ? length : size;

		memcpy(buf, value, part);
		buf[part - 1] = '\0';
	}
	return length;
}
