/*
 * newlib-port/libgloss/xinim/sockatmark.c - out-of-band data: local sockets have none.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/socket.h>

int sockatmark(int fd)
{
	socklen_t size = sizeof(int);
	int type;

	/* A bad descriptor is told from a good one. */
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
		if (errno == ENOTSOCK)
			errno = ENOTTY;
		return -1;
	}
	return 0;
}
