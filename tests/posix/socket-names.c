/* tests/posix/socket-names.c - sockets of the local machine: made, named, and whose they are.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"
#include "socket.h"

#include <sys/stat.h>

static char buf[4096];

static void made(void)
{
	struct stat st;
	int fd, two[2];

	EXPECT_ERROR(socket(AF_UNIX, SOCK_STREAM, 7), EPROTONOSUPPORT);
	EXPECT_ERROR(socket(AF_UNIX, 4, 0), ESOCKTNOSUPPORT);
	EXPECT_ERROR(socket(AF_UNIX, 15, 0), EINVAL);
	EXPECT_ERROR(socket(AF_UNIX, SOCK_STREAM | 0x100, 0), EINVAL);
	EXPECT_ERROR(socket(200, SOCK_STREAM, 0), EAFNOSUPPORT);
	EXPECT_ERROR(socketpair(AF_UNIX, SOCK_STREAM, 0, BAD), EFAULT);
	REQUIRE((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) >=
		0);
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT(S_ISSOCK(st.st_mode));
	EXPECT_ERROR(lseek(fd, 0, SEEK_SET), ESPIPE);
	EXPECT_ERROR(pread(fd, buf, 1, 0), ESPIPE);
	EXPECT_EQ(close(fd), 0);
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(write(two[0], "hello", 5), 5);
	EXPECT_EQ(read(two[1], buf, 10), 5);
	EXPECT_EQ(memcmp(buf, "hello", 5), 0);
	EXPECT_EQ(send(two[1], "back", 4, 0), 4);
	EXPECT_EQ(recv(two[0], buf, 2, 0), 2);
	EXPECT_EQ(recv(two[0], buf + 2, 9, 0), 2);
	EXPECT_EQ(memcmp(buf, "back", 4), 0);
	close(two[0]);
	close(two[1]);
}

#ifndef __linux__
static void other_families(void)
{
	EXPECT_ERROR(socket(AF_INET, SOCK_STREAM, 0), EAFNOSUPPORT);
	EXPECT_ERROR(socket(AF_INET6, SOCK_DGRAM, 0), EAFNOSUPPORT);
	EXPECT_ERROR(socket(AF_UNSPEC, SOCK_STREAM, 0), EAFNOSUPPORT);
	EXPECT_ERROR(socketpair(AF_INET, SOCK_STREAM, 0, (int[2]){ 0 }), EAFNOSUPPORT);
}
#endif

static void no_sockets(void)
{
	struct sockaddr_un a = path_address("/tmp/n");
	socklen_t n = sizeof(a);
	int fd = open("/tmp", O_RDONLY);

	EXPECT_ERROR(bind(fd, SA(&a), sizeof(a)), ENOTSOCK);
	EXPECT_ERROR(connect(fd, SA(&a), sizeof(a)), ENOTSOCK);
	EXPECT_ERROR(listen(fd, 1), ENOTSOCK);
	EXPECT_ERROR(accept(fd, NULL, NULL), ENOTSOCK);
	EXPECT_ERROR(shutdown(fd, SHUT_RD), ENOTSOCK);
	EXPECT_ERROR(getsockname(fd, SA(&a), &n), ENOTSOCK);
	EXPECT_ERROR(getpeername(fd, SA(&a), &n), ENOTSOCK);
	EXPECT_ERROR(send(fd, buf, 1, 0), ENOTSOCK);
	EXPECT_ERROR(recv(fd, buf, 1, 0), ENOTSOCK);
	EXPECT_ERROR(getsockopt(fd, SOL_SOCKET, SO_TYPE, buf, &n), ENOTSOCK);
	close(fd);
	EXPECT_ERROR(bind(fd, SA(&a), sizeof(a)), EBADF);
	EXPECT_ERROR(send(fd, buf, 1, 0), EBADF);
	EXPECT_ERROR(recv(-1, buf, 1, 0), EBADF);
	EXPECT_ERROR(listen(999, 1), EBADF);
}

static void names(void)
{
	struct sockaddr_un a = path_address("/tmp/name"), got;
	socklen_t n = sizeof(got);
	struct stat st;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), other;
	mode_t mask = umask(027);

	EXPECT_EQ(getsockname(fd, SA(&got), &n), 0);
	EXPECT_EQ(n, 2);
	EXPECT_EQ(got.sun_family, AF_UNIX);
	EXPECT_ERROR(bind(fd, SA(&a), 1), EINVAL);
	EXPECT_ERROR(bind(fd, SA(&a), 111), EINVAL);
	EXPECT_ERROR(bind(fd, BAD, sizeof(a)), EFAULT);
	a.sun_family = AF_INET;
	EXPECT_ERROR(bind(fd, SA(&a), sizeof(a)), EINVAL);
	a.sun_family = AF_UNIX;
	EXPECT_EQ(bind(fd, SA(&a), sizeof(a)), 0);
	got = path_address("/tmp/second");
	EXPECT_ERROR(bind(fd, SA(&got), sizeof(got)), EINVAL);
	EXPECT_ERROR(stat("/tmp/second", &st), ENOENT);
	EXPECT_EQ(stat("/tmp/name", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFSOCK | 0750);
	EXPECT_ERROR(open("/tmp/name", O_RDWR), ENXIO);
	n = sizeof(got);
	EXPECT_EQ(getsockname(fd, SA(&got), &n), 0);
	EXPECT_EQ(n, 2 + sizeof("/tmp/name"));
	EXPECT_STR(got.sun_path, "/tmp/name");
	/* Cut off where there is no room, and told how long it is. */
	memset(&got, 'x', sizeof(got));
	n = 6;
	EXPECT_EQ(getsockname(fd, SA(&got), &n), 0);
	EXPECT_EQ(n, 2 + sizeof("/tmp/name"));
	EXPECT_EQ(memcmp(got.sun_path, "/tmpxx", 6), 0);
	n = (socklen_t)-1;
	EXPECT_ERROR(getsockname(fd, SA(&got), &n), EINVAL);
	EXPECT_ERROR(getsockname(fd, SA(&got), BAD), EFAULT);
	n = sizeof(got);
	EXPECT_ERROR(getpeername(fd, SA(&got), &n), ENOTCONN);
	other = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_ERROR(bind(other, SA(&a), sizeof(a)), EADDRINUSE);
	/* The name outlives the socket, and nobody is there. */
	close(fd);
	EXPECT_ERROR(bind(other, SA(&a), sizeof(a)), EADDRINUSE);
	EXPECT_ERROR(connect(other, SA(&a), sizeof(a)), ECONNREFUSED);
	EXPECT_EQ(unlink("/tmp/name"), 0);
	EXPECT_ERROR(connect(other, SA(&a), sizeof(a)), ENOENT);
	a = path_address("/tmp");
	EXPECT_ERROR(connect(other, SA(&a), sizeof(a)), ECONNREFUSED);
	a = path_address("/tmp/none/name");
	EXPECT_ERROR(bind(other, SA(&a), sizeof(a)), ENOENT);
	/* A path without its NUL, as long as it can be. */
	memset(&a, 'a', sizeof(a));
	a.sun_family = AF_UNIX;
	memcpy(a.sun_path, "/tmp/", 5);
	EXPECT_EQ(bind(other, SA(&a), sizeof(a)), 0);
	n = sizeof(got);
	EXPECT_EQ(getsockname(other, SA(&got), &n), 0);
	EXPECT_EQ(n, sizeof(a) + 1);
	memcpy(buf, a.sun_path, 108);
	buf[108] = 0;
	EXPECT_EQ(unlink(buf), 0);
	close(other);
	umask(mask);
}

static void abstract_names(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "\0x\0y" }, got;
	socklen_t n = sizeof(got);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), other = socket(AF_UNIX, SOCK_STREAM, 0);
	int datagrams = socket(AF_UNIX, SOCK_DGRAM, 0);

	EXPECT_EQ(bind(fd, SA(&a), 6), 0);
	EXPECT_EQ(getsockname(fd, SA(&got), &n), 0);
	EXPECT_EQ(n, 6);
	EXPECT_EQ(memcmp(got.sun_path, a.sun_path, 4), 0);
	EXPECT_ERROR(bind(other, SA(&a), 6), EADDRINUSE);
	/* Another length is another name; another type as well. */
	EXPECT_EQ(bind(other, SA(&a), 7), 0);
	EXPECT_EQ(bind(datagrams, SA(&a), 6), 0);
	close(other);
	close(datagrams);
	other = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_ERROR(connect(other, SA(&a), 7), ECONNREFUSED);
	EXPECT_ERROR(connect(other, SA(&a), 6), ECONNREFUSED);
	EXPECT_EQ(listen(fd, 1), 0);
	EXPECT_EQ(connect(other, SA(&a), 6), 0);
	close(fd);
	close(other);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_EQ(bind(fd, SA(&a), 6), 0);
	close(fd);
	/* One that the system chooses. */
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	other = socket(AF_UNIX, SOCK_DGRAM, 0);
	EXPECT_EQ(bind(fd, SA(&a), 2), 0);
	n = sizeof(got);
	EXPECT_EQ(getsockname(fd, SA(&got), &n), 0);
	EXPECT_EQ(n, 2 + 6);
	EXPECT_EQ(got.sun_path[0], 0);
	EXPECT_EQ(connect(other, SA(&got), n), 0);
	close(fd);
	close(other);
}

static void rights_of_names(void)
{
	struct sockaddr_un a = path_address("/tmp/mine");
	int server = listener("/tmp/mine", SOCK_STREAM, 5);
	pid_t pid;

	REQUIRE(server >= 0);
	EXPECT_EQ(chmod("/tmp/mine", 0600), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		CHILD_EXPECT(setuid(1234) == 0);
		CHILD_EXPECT(connect(fd, SA(&a), sizeof(a)) == -1 && errno == EACCES);
		a = path_address("/mine");
		CHILD_EXPECT(bind(fd, SA(&a), sizeof(a)) == -1 && errno == EACCES);
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(chmod("/tmp/mine", 0622), 0);
	pid = fork();
	if (pid == 0) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		CHILD_EXPECT(setuid(1234) == 0);
		CHILD_EXPECT(connect(fd, SA(&a), sizeof(a)) == 0);
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
	close(server);
	unlink("/tmp/mine");
}

static const struct guest_case cases[] = {
	{ "the server is up", sockets_begin },
	{ "made", made },
#ifndef __linux__
	{ "other families", other_families },
#endif
	{ "no sockets", no_sockets },
	{ "names", names },
	{ "abstract names", abstract_names },
	{ "rights of names", rights_of_names },
};

GUEST_MAIN(cases)
