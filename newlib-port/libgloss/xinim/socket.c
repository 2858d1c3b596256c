/*
 * newlib-port/libgloss/xinim/socket.c - sockets: made, named, joined.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/socket.h>

int socket(int domain, int type, int protocol)
{
	return CALL(socket, domain, type, protocol);
}

int socketpair(int domain, int type, int protocol, int fds[2])
{
	return CALL(socketpair, domain, type, protocol, fds);
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
	return CALL(bind, fd, address, length);
}

int listen(int fd, int backlog)
{
	return CALL(listen, fd, backlog);
}

int accept(int fd, struct sockaddr *restrict address, socklen_t *restrict length)
{
	return CALL_POINT(accept, fd, address, length);
}

int accept4(
	int fd, struct sockaddr *restrict address, socklen_t *restrict length, int flags)
{
	return CALL_POINT(accept4, fd, address, length, flags);
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
	return CALL_POINT(connect, fd, address, length);
}

int shutdown(int fd, int how)
{
	return CALL(shutdown, fd, how);
}

int getsockname(int fd, struct sockaddr *restrict address, socklen_t *restrict length)
{
	return CALL(getsockname, fd, address, length);
}

int getpeername(int fd, struct sockaddr *restrict address, socklen_t *restrict length)
{
	return CALL(getpeername, fd, address, length);
}

int getsockopt(
	int fd, int level, int name, void *restrict value, socklen_t *restrict length)
{
	return CALL(getsockopt, fd, level, name, value, length);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
	return CALL(setsockopt, fd, level, name, value, length);
}
