/* tests/posix/socket.h - for tests of sockets.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_SOCKET_H
#define XINIM_TESTS_POSIX_SOCKET_H

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>

/* An address where nothing is, of which the compiler knows nothing. */
static void *volatile socket_bad = (void *)0x10;
#define BAD   ((void *)socket_bad)
#define SA(a) ((struct sockaddr *)(a))

static inline struct sockaddr_un path_address(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	strcpy(a.sun_path, path);
	return a;
}

/* A socket that listens at `path', whatever was there; -1: there is none. */
static inline int listener(const char *path, int type, int backlog)
{
	struct sockaddr_un a = path_address(path);
	int fd = socket(AF_UNIX, type, 0);

	unlink(path);
	if (bind(fd, SA(&a), sizeof(a)) != 0 || listen(fd, backlog) != 0)
		return -1;
	return fd;
}

/* An option of type int. */
static inline int option(int fd, int name)
{
	socklen_t n = sizeof(int);
	int value = -1;

	return getsockopt(fd, SOL_SOCKET, name, &value, &n) == 0 && n == sizeof(int)
		? value
		: -1;
}

/* Waits for the servers, and makes a directory for names. */
static void sockets_begin(void)
{
	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	mkdir("/tmp", 01777);
	EXPECT_EQ(access("/tmp", W_OK), 0);
}

#endif
