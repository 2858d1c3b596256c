/*
 * newlib-port/libgloss/xinim/sendmsg.c - sockets: messages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/socket.h>

ssize_t sendto(int fd, const void *buf, size_t length, int flags,
	const struct sockaddr *address, socklen_t address_length)
{
	return CALL_POINT(sendto, fd, buf, length, flags, address, address_length);
}

ssize_t send(int fd, const void *buf, size_t length, int flags)
{
	return sendto(fd, buf, length, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	return CALL_POINT(sendmsg, fd, message, flags);
}

ssize_t recvfrom(int fd, void *restrict buf, size_t length, int flags,
	struct sockaddr *restrict address, socklen_t *restrict address_length)
{
	return CALL_POINT(recvfrom, fd, buf, length, flags, address, address_length);
}

ssize_t recv(int fd, void *buf, size_t length, int flags)
{
	return recvfrom(fd, buf, length, flags, NULL, NULL);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	return CALL_POINT(recvmsg, fd, message, flags);
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags)
{
	return CALL_POINT(sendmmsg, fd, messages, count, flags);
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags,
	struct timespec *limit)
{
	return CALL_POINT(recvmmsg, fd, messages, count, flags, limit);
}
