/* tests/posix/socket.c - sockets of the local machine: connections, data, options, errors.
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

#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/time.h>

static char buf[300000];
static volatile int caught;

static void on_signal(int signal)
{
	caught = signal;
}

static void connections(void)
{
	struct sockaddr_un a = path_address("/tmp/server"), got;
	int server = listener("/tmp/server", SOCK_STREAM, 5);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), peer, value;
	socklen_t n = sizeof(got);

	REQUIRE(server >= 0);
	EXPECT_EQ(option(server, SO_ACCEPTCONN), 1);
	EXPECT_EQ(option(fd, SO_ACCEPTCONN), 0);
	EXPECT_ERROR(accept(fd, NULL, NULL), EINVAL);
	EXPECT_ERROR(listen(fd, 5), EINVAL);
	EXPECT_ERROR(send(fd, buf, 1, 0), ENOTCONN);
	EXPECT_ERROR(recv(fd, buf, 1, 0), EINVAL);
	EXPECT_ERROR(recv(server, buf, 1, 0), EINVAL);
	EXPECT_ERROR(connect(server, SA(&a), sizeof(a)), EINVAL);
	/* Connected before it is accepted: what is sent waits. */
	EXPECT_EQ(connect(fd, SA(&a), sizeof(a)), 0);
	EXPECT_ERROR(connect(fd, SA(&a), sizeof(a)), EISCONN);
	EXPECT_EQ(send(fd, "early", 5, 0), 5);
	EXPECT_ERROR(accept4(server, NULL, NULL, 1), EINVAL);
	REQUIRE((peer = accept4(server, SA(&got), &n, SOCK_CLOEXEC)) >= 0);
	EXPECT_EQ(n, 2);
	EXPECT_EQ(fcntl(peer, F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(recv(peer, buf, 10, 0), 5);
	n = sizeof(got);
	EXPECT_EQ(getpeername(fd, SA(&got), &n), 0);
	EXPECT_STR(got.sun_path, "/tmp/server");
	n = sizeof(got);
	EXPECT_EQ(getsockname(peer, SA(&got), &n), 0);
	EXPECT_STR(got.sun_path, "/tmp/server");
	n = sizeof(got);
	EXPECT_EQ(getpeername(peer, SA(&got), &n), 0);
	EXPECT_EQ(n, 2);
	EXPECT_ERROR(sendto(fd, buf, 1, 0, SA(&a), sizeof(a)), EISCONN);
	EXPECT_ERROR(listen(fd, 1), EINVAL);
	close(peer);
	close(fd);
	/* Another type of socket is not the one that is meant. */
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	EXPECT_ERROR(connect(fd, SA(&a), sizeof(a)), EPROTOTYPE);
	EXPECT_ERROR(sendto(fd, buf, 1, 0, SA(&a), sizeof(a)), EPROTOTYPE);
	EXPECT_ERROR(listen(fd, 1), EOPNOTSUPP);
	EXPECT_ERROR(accept(fd, NULL, NULL), EOPNOTSUPP);
	close(fd);
	/* Nobody accepts them any more. */
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_EQ(connect(fd, SA(&a), sizeof(a)), 0);
	close(server);
	EXPECT_ERROR(recv(fd, buf, 1, 0), ECONNRESET);
	EXPECT_EQ(recv(fd, buf, 1, 0), 0);
	EXPECT_ERROR(send(fd, buf, 1, MSG_NOSIGNAL), EPIPE);
	value = 1;
	EXPECT_ERROR(
		setsockopt(fd, SOL_SOCKET, 9999, &value, sizeof(value)), ENOPROTOOPT);
	close(fd);
	EXPECT_EQ(unlink("/tmp/server"), 0);
}

static void backlog(void)
{
	struct sockaddr_un a = path_address("/tmp/backlog");
	int server = listener("/tmp/backlog", SOCK_STREAM, 1), fd[4], peer;
	pid_t pid;

	REQUIRE(server >= 0);
	for (int i = 0; i < 4; i++)
		fd[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	EXPECT_EQ(connect(fd[0], SA(&a), sizeof(a)), 0);
	EXPECT_EQ(connect(fd[1], SA(&a), sizeof(a)), 0);
	EXPECT_ERROR(connect(fd[2], SA(&a), sizeof(a)), EAGAIN);
	/* Who may wait does, and is let in when one has been accepted. */
	EXPECT_EQ(fcntl(fd[2], F_SETFL, 0), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(connect(fd[2], SA(&a), sizeof(a)) == 0 ? 0 : 1);
	sleep_ms(30);
	EXPECT_EQ(waitpid(pid, NULL, WNOHANG), 0);
	EXPECT((peer = accept(server, NULL, NULL)) >= 0);
	EXPECT_EQ(reap(pid), 0);
	close(peer);
	for (int i = 0; i < 2; i++) {
		EXPECT((peer = accept(server, NULL, NULL)) >= 0);
		close(peer);
	}
	EXPECT_EQ(fcntl(server, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERROR(accept(server, NULL, NULL), EAGAIN);
	/* And one that waits while the listener goes is refused. */
	EXPECT_EQ(connect(fd[3], SA(&a), sizeof(a)), 0);
	for (int i = 0; i < 4; i++)
		close(fd[i]);
	close(server);
	unlink("/tmp/backlog");
}

static void ends_of_streams(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	int two[2];

	sigaction(SIGPIPE, &sa, NULL);
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_ERROR(shutdown(two[0], 3), EINVAL);
	EXPECT_EQ(send(two[0], "last", 4, 0), 4);
	EXPECT_EQ(shutdown(two[0], SHUT_WR), 0);
	caught = 0;
	EXPECT_ERROR(send(two[0], "x", 1, 0), EPIPE);
	EXPECT_EQ(caught, SIGPIPE);
	caught = 0;
	EXPECT_ERROR(send(two[0], "x", 1, MSG_NOSIGNAL), EPIPE);
	EXPECT_EQ(caught, 0);
	EXPECT_EQ(recv(two[1], buf, 9, 0), 4);
	EXPECT_EQ(recv(two[1], buf, 9, 0), 0);
	/* The other way still is open. */
	EXPECT_EQ(send(two[1], "y", 1, 0), 1);
	EXPECT_EQ(recv(two[0], buf, 9, 0), 1);
	EXPECT_EQ(shutdown(two[0], SHUT_RD), 0);
	EXPECT_EQ(recv(two[0], buf, 9, 0), 0);
	EXPECT_ERROR(write(two[1], "x", 1), EPIPE);
	EXPECT_EQ(caught, SIGPIPE);
	close(two[0]);
	close(two[1]);
	/* Closed with something unread: the other hears that it was lost. */
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(send(two[0], "lost", 4, 0), 4);
	EXPECT_EQ(send(two[1], "kept", 4, 0), 4);
	close(two[1]);
	EXPECT_EQ(recv(two[0], buf, 9, 0), 4);
	EXPECT_ERROR(recv(two[0], buf, 9, 0), ECONNRESET);
	EXPECT_EQ(recv(two[0], buf, 9, 0), 0);
	caught = 0;
	EXPECT_ERROR(send(two[0], "x", 1, 0), EPIPE);
	EXPECT_EQ(caught, SIGPIPE);
	close(two[0]);
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(send(two[0], "lost", 4, 0), 4);
	close(two[1]);
	EXPECT_EQ(option(two[0], SO_ERROR), ECONNRESET);
	EXPECT_EQ(option(two[0], SO_ERROR), 0);
	close(two[0]);
	sa.sa_handler = SIG_DFL;
	sigaction(SIGPIPE, &sa, NULL);
}

static void streams(void)
{
	struct iovec v[3] = { { "ab", 2 }, { "", 0 }, { "cd", 2 } };
	int two[2], unread = 0;
	ssize_t n, sent = 0;

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(writev(two[0], v, 3), 4);
	EXPECT_EQ(ioctl(two[1], FIONREAD, &unread), 0);
	EXPECT_EQ(unread, 4);
	EXPECT_EQ(recv(two[1], buf, 3, MSG_PEEK), 3);
	EXPECT_EQ(recv(two[1], buf, 100, MSG_PEEK), 4);
	EXPECT_EQ(memcmp(buf, "abcd", 4), 0);
	EXPECT_EQ(recv(two[1], buf, 100, 0), 4);
	EXPECT_ERROR(recv(two[1], buf, 1, MSG_DONTWAIT), EAGAIN);
	EXPECT_EQ(send(two[0], BAD, 0, 0), 0);
	EXPECT_ERROR(send(two[0], BAD, 1, 0), EFAULT);
	EXPECT_EQ(send(two[0], "q", 1, 0), 1);
	EXPECT_ERROR(recv(two[1], BAD, 1, 0), EFAULT);
	EXPECT_EQ(recv(two[1], buf, 1, 0), 1);
	/* As much as there is room for, then no more until something is read. */
	EXPECT_EQ(fcntl(two[0], F_SETFL, O_NONBLOCK), 0);
	for (size_t i = 0; i < sizeof(buf); i++)
		buf[i] = (char)(i * 7);
	while ((n = write(two[0], buf + sent % 100000, 100000 - sent % 100000)) > 0)
		sent += n;
	EXPECT_EQ(errno, EAGAIN);
	EXPECT(sent >= 100000 && sent <= 1000000);
	for (ssize_t got = 0; got < sent; got += n) {
		static char in[4000];

		n = recv(two[1], in, sizeof(in), 0);
		REQUIRE(n > 0);
		for (ssize_t i = 0; i < n; i++)
			REQUIRE_EQ(in[i], buf[(got + i) % 100000]);
	}
	EXPECT_EQ(write(two[0], buf, 1), 1);
	close(two[0]);
	close(two[1]);
}

/* A writer that waits for room, and a reader that waits for all. */
static void waiting_streams(void)
{
	uint32_t sum = 0, want = 0;
	int two[2];
	pid_t pid;

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(two[0]);
		for (int round = 0; round < 10; round++) {
			for (size_t i = 0; i < sizeof(buf); i++)
				buf[i] = (char)(i * 3 + (size_t)round);
			if (write(two[1], buf, sizeof(buf)) != sizeof(buf))
				_exit(1);
		}
		_exit(0);
	}
	close(two[1]);
	for (int round = 0; round < 10; round++) {
		REQUIRE_EQ(recv(two[0], buf, sizeof(buf), MSG_WAITALL), sizeof(buf));
		for (size_t i = 0; i < sizeof(buf); i++) {
			sum = sum * 31 + (unsigned char)buf[i];
			want = want * 31 + (unsigned char)(i * 3 + (size_t)round);
		}
	}
	EXPECT_EQ(sum, want);
	EXPECT_EQ(recv(two[0], buf, 10, MSG_WAITALL), 0);
	EXPECT_EQ(reap(pid), 0);
	close(two[0]);
}

static void datagrams(void)
{
	struct sockaddr_un a = path_address("/tmp/d1"), b = path_address("/tmp/d2"), got;
	socklen_t n = sizeof(got);
	int one = socket(AF_UNIX, SOCK_DGRAM, 0), two = socket(AF_UNIX, SOCK_DGRAM, 0);
	int three = socket(AF_UNIX, SOCK_DGRAM, 0), unread = 0;

	REQUIRE_EQ(bind(one, SA(&a), sizeof(a)), 0);
	REQUIRE_EQ(bind(two, SA(&b), sizeof(b)), 0);
	EXPECT_ERROR(send(one, "x", 1, 0), ENOTCONN);
	EXPECT_EQ(sendto(one, "first", 5, 0, SA(&b), sizeof(b)), 5);
	EXPECT_EQ(sendto(one, "", 0, 0, SA(&b), sizeof(b)), 0);
	EXPECT_EQ(sendto(three, "third", 5, 0, SA(&b), sizeof(b)), 5);
	EXPECT_EQ(ioctl(two, FIONREAD, &unread), 0);
	EXPECT_EQ(unread, 5);
	EXPECT_EQ(recvfrom(two, buf, 3, MSG_PEEK | MSG_TRUNC, NULL, NULL), 5);
	/* Cut to what was asked for; the rest is gone. */
	EXPECT_EQ(recvfrom(two, buf, 3, 0, SA(&got), &n), 3);
	EXPECT_EQ(memcmp(buf, "fir", 3), 0);
	EXPECT_STR(got.sun_path, "/tmp/d1");
	EXPECT_EQ(recv(two, buf, 9, 0), 0);
	n = sizeof(got);
	EXPECT_EQ(recvfrom(two, buf, 9, 0, SA(&got), &n), 5);
	EXPECT_EQ(n, 0);
	EXPECT_ERROR(recv(two, buf, 9, MSG_DONTWAIT), EAGAIN);
	/* Connected: from and to that one alone. */
	EXPECT_EQ(connect(one, SA(&b), sizeof(b)), 0);
	EXPECT_EQ(send(one, "to", 2, 0), 2);
	EXPECT_EQ(recv(two, buf, 9, 0), 2);
	EXPECT_EQ(connect(two, SA(&a), sizeof(a)), 0);
	EXPECT_ERROR(sendto(three, "x", 1, 0, SA(&b), sizeof(b)), EPERM);
	EXPECT_ERROR(connect(three, SA(&b), sizeof(b)), EPERM);
	n = sizeof(got);
	EXPECT_EQ(getpeername(one, SA(&got), &n), 0);
	EXPECT_STR(got.sun_path, "/tmp/d2");
	got.sun_family = AF_UNSPEC;
	EXPECT_EQ(connect(two, SA(&got), 2), 0);
	EXPECT_ERROR(send(two, "x", 1, 0), ENOTCONN);
	EXPECT_EQ(sendto(three, "x", 1, 0, SA(&b), sizeof(b)), 1);
	EXPECT_ERROR(send(one, buf, sizeof(buf), 0), EMSGSIZE);
	/* The other one goes: refused once, then there is no connection. */
	close(two);
	EXPECT_ERROR(send(one, "x", 1, 0), ECONNREFUSED);
	EXPECT_ERROR(send(one, "x", 1, 0), ENOTCONN);
	EXPECT_ERROR(sendto(one, "x", 1, 0, SA(&b), sizeof(b)), ECONNREFUSED);
	close(one);
	close(three);
	unlink("/tmp/d1");
	unlink("/tmp/d2");
}

static void full_queues(void)
{
	struct sockaddr_un a = path_address("/tmp/full");
	int one = socket(AF_UNIX, SOCK_DGRAM, 0);
	int two = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0), count = 0;
	struct pollfd p = { .fd = two, .events = POLLOUT };
	struct epoll_event e = { .events = EPOLLOUT | EPOLLET };
	int set = epoll_create1(0);

	REQUIRE_EQ(bind(one, SA(&a), sizeof(a)), 0);
	REQUIRE_EQ(connect(two, SA(&a), sizeof(a)), 0);
	while (send(two, "x", 1, 0) == 1)
		REQUIRE(++count < 1000);
	EXPECT_EQ(errno, EAGAIN);
	EXPECT(count >= 5);
	EXPECT_EQ(poll(&p, 1, 0), 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, two, &e), 0);
	EXPECT_EQ(epoll_wait(set, &e, 1, 0), 0);
	EXPECT_EQ(recv(one, buf, 1, 0), 1);
	EXPECT_EQ(epoll_wait(set, &e, 1, 0), 1);
	EXPECT_EQ(poll(&p, 1, 0), 1);
	EXPECT_EQ(send(two, "x", 1, 0), 1);
	EXPECT_ERROR(send(two, "x", 1, 0), EAGAIN);
	/* One that waits goes on when there is room. */
	EXPECT_EQ(fcntl(two, F_SETFL, 0), 0);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		_exit(send(two, "w", 1, 0) == 1 ? 0 : 1);
	sleep_ms(30);
	EXPECT_EQ(waitpid(pid, NULL, WNOHANG), 0);
	while (count--)
		EXPECT_EQ(recv(one, buf, 1, 0), 1);
	EXPECT_EQ(recv(one, buf, 1, 0), 1);
	EXPECT_EQ(buf[0], 'w');
	EXPECT_EQ(reap(pid), 0);
	close(set);
	close(one);
	close(two);
	unlink("/tmp/full");
}

static void packets(void)
{
	struct sockaddr_un a = path_address("/tmp/seq");
	int server = listener("/tmp/seq", SOCK_SEQPACKET, 5), peer, two[2];
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	REQUIRE(server >= 0);
	EXPECT_ERROR(send(fd, "x", 1, 0), ENOTCONN);
	EXPECT_ERROR(recv(fd, buf, 1, 0), ENOTCONN);
	EXPECT_EQ(connect(fd, SA(&a), sizeof(a)), 0);
	EXPECT((peer = accept(server, NULL, NULL)) >= 0);
	EXPECT_EQ(send(fd, "first", 5, 0), 5);
	EXPECT_EQ(send(fd, "second", 6, 0), 6);
	EXPECT_EQ(recv(peer, buf, 2, 0), 2);
	EXPECT_EQ(recv(peer, buf, 99, 0), 6);
	EXPECT_EQ(send(fd, "third", 5, 0), 5);
	close(fd);
	EXPECT_EQ(recv(peer, buf, 99, 0), 5);
	EXPECT_EQ(recv(peer, buf, 99, 0), 0);
	EXPECT_ERROR(send(peer, "x", 1, MSG_NOSIGNAL), EPIPE);
	close(peer);
	close(server);
	unlink("/tmp/seq");
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, two), 0);
	EXPECT_EQ(write(two[0], "abc", 3), 3);
	EXPECT_EQ(read(two[1], buf, 1), 1);
	EXPECT_ERROR(read(two[1], buf, 1), EAGAIN);
	close(two[0]);
	close(two[1]);
}

static void options(void)
{
	struct timeval t = { 0, 30000 }, got = { 9, 9 };
	struct linger linger = { 1, 7 };
	socklen_t n = sizeof(got);
	int two[2], value = 1;

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(option(two[0], SO_TYPE), SOCK_STREAM);
	EXPECT_EQ(option(two[0], SO_DOMAIN), AF_UNIX);
	EXPECT_EQ(option(two[0], SO_PROTOCOL), 0);
	EXPECT_EQ(option(two[0], SO_ERROR), 0);
	EXPECT_EQ(option(two[0], SO_SNDBUF), 212992);
	value = 10000;
	EXPECT_EQ(setsockopt(two[0], SOL_SOCKET, SO_SNDBUF, &value, sizeof(value)), 0);
	EXPECT_EQ(option(two[0], SO_SNDBUF), 20000);
	value = 1;
	EXPECT_EQ(setsockopt(two[0], SOL_SOCKET, SO_SNDBUF, &value, sizeof(value)), 0);
	EXPECT_EQ(option(two[0], SO_SNDBUF), 4608);
	EXPECT_EQ(setsockopt(two[0], SOL_SOCKET, SO_KEEPALIVE, &value, sizeof(value)), 0);
	EXPECT_EQ(option(two[0], SO_KEEPALIVE), 1);
	EXPECT_EQ(setsockopt(two[0], SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), 0);
	memset(&linger, 0, sizeof(linger));
	n = sizeof(linger);
	EXPECT_EQ(getsockopt(two[0], SOL_SOCKET, SO_LINGER, &linger, &n), 0);
	EXPECT_EQ(linger.l_onoff, 1);
	EXPECT_EQ(linger.l_linger, 7);
	EXPECT_ERROR(getsockopt(two[0], 6, 1, &value, &n), EOPNOTSUPP);
	EXPECT_ERROR(setsockopt(two[0], SOL_SOCKET, SO_PASSCRED, &value, 2), EINVAL);
	EXPECT_ERROR(setsockopt(two[0], SOL_SOCKET, SO_PASSCRED, BAD, 4), EFAULT);
	EXPECT_ERROR(getsockopt(two[0], SOL_SOCKET, SO_TYPE, &value, BAD), EFAULT);
	n = 4;
	EXPECT_ERROR(getsockopt(two[0], SOL_SOCKET, SO_TYPE, BAD, &n), EFAULT);
	/* Limits of time: over is EAGAIN. */
	EXPECT_EQ(setsockopt(two[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)), 0);
	n = sizeof(got);
	EXPECT_EQ(getsockopt(two[0], SOL_SOCKET, SO_RCVTIMEO, &got, &n), 0);
	EXPECT_EQ(n, sizeof(got));
	EXPECT_EQ(got.tv_sec, 0);
	EXPECT(got.tv_usec >= 28000 && got.tv_usec <= 32000);
	EXPECT_ERROR(recv(two[0], buf, 1, 0), EAGAIN);
	t.tv_usec = 1000000;
	EXPECT_ERROR(setsockopt(two[0], SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t)), EDOM);
	close(two[0]);
	close(two[1]);
}

static unsigned polled(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT | POLLRDHUP };

	return poll(&p, 1, 0) >= 0 ? (unsigned short)p.revents : ~0u;
}

static void polling(void)
{
	struct sockaddr_un a = path_address("/tmp/poll");
	int server = listener("/tmp/poll", SOCK_STREAM, 5);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), two[2];

	REQUIRE(server >= 0);
	EXPECT_EQ(polled(fd), POLLOUT | POLLHUP);
	EXPECT_EQ(polled(server), 0);
	EXPECT_EQ(connect(fd, SA(&a), sizeof(a)), 0);
	EXPECT_EQ(polled(server), POLLIN);
	EXPECT_EQ(polled(fd), POLLOUT);
	close(fd);
	close(server);
	unlink("/tmp/poll");
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(send(two[0], "x", 1, 0), 1);
	EXPECT_EQ(polled(two[1]), POLLIN | POLLOUT);
	EXPECT_EQ(shutdown(two[0], SHUT_WR), 0);
	EXPECT_EQ(polled(two[1]), POLLIN | POLLOUT | POLLRDHUP);
	close(two[0]);
	EXPECT_EQ(polled(two[1]), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
	close(two[1]);
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	EXPECT_EQ(polled(fd), POLLOUT);
	close(fd);
	/* Told while it waits. */
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	fflush(stdout);
	if (fork() == 0) {
		sleep_ms(20);
		write(two[1], "x", 1);
		_exit(0);
	}
	{
		struct pollfd p = { .fd = two[0], .events = POLLIN };

		EXPECT_EQ(poll(&p, 1, -1), 1);
		EXPECT_EQ(p.revents, POLLIN);
	}
	EXPECT(waitpid(-1, NULL, 0) > 0);
	close(two[0]);
	close(two[1]);
}

static void interrupted(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct timeval t = { 100, 0 };
	int two[2];
	pid_t pid;

	sigaction(SIGUSR1, &sa, NULL);
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		CHILD_EXPECT(recv(two[0], buf, 1, 0) == -1 && errno == EINTR);
		sa.sa_flags = SA_RESTART;
		sigaction(SIGUSR1, &sa, NULL);
		CHILD_EXPECT(send(two[0], "1", 1, 0) == 1);
		CHILD_EXPECT(recv(two[0], buf, 1, 0) == 1);
		/* With a limit of time it is not made again. */
		setsockopt(two[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
		CHILD_EXPECT(send(two[0], "2", 1, 0) == 1);
		CHILD_EXPECT(recv(two[0], buf, 1, 0) == -1 && errno == EINTR);
		_exit(0);
	}
	sleep_ms(30);
	kill(pid, SIGUSR1);
	EXPECT_EQ(recv(two[1], buf, 1, 0), 1);
	sleep_ms(30);
	kill(pid, SIGUSR1);
	sleep_ms(30);
	EXPECT_EQ(send(two[1], "x", 1, 0), 1);
	EXPECT_EQ(recv(two[1], buf, 1, 0), 1);
	sleep_ms(30);
	kill(pid, SIGUSR1);
	EXPECT_EQ(reap(pid), 0);
	close(two[0]);
	close(two[1]);
}

static const struct guest_case cases[] = {
	{ "the server is up", sockets_begin },
	{ "connections", connections },
	{ "backlog", backlog },
	{ "ends of streams", ends_of_streams },
	{ "streams", streams },
	{ "waiting streams", waiting_streams },
	{ "datagrams", datagrams },
	{ "full queues", full_queues },
	{ "packets", packets },
	{ "options", options },
	{ "polling", polling },
	{ "interrupted", interrupted },
};

GUEST_MAIN(cases)
