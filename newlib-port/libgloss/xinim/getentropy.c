/*
 * newlib-port/libgloss/xinim/getentropy.c - up to 256 random bytes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/random.h>

int getentropy(void *buf, size_t len)
{
	char *to = buf;

	if (len > 256) {
		errno = EIO;
		return -1;
	}
	while (len > 0) {
		ssize_t n = getrandom(to, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		to += n;
		len -= (size_t)n;
	}
	return 0;
}
