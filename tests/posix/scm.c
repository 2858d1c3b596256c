/* tests/posix/scm.c - messages of sockets: several pieces, descriptors, credentials.
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

#include <dirent.h>
#include <sys/resource.h>

static char buf[4096];

/* One message of one byte, with what comes along; its result. */
struct along {
	char byte, control[2048];
	struct iovec v;
	struct msghdr m;
};

static struct msghdr *message(struct along *a, size_t control)
{
	memset(a, 0, sizeof(*a));
	a->byte = 'm';
	a->v.iov_base = &a->byte;
	a->v.iov_len = 1;
	a->m.msg_iov = &a->v;
	a->m.msg_iovlen = 1;
	a->m.msg_control = control ? a->control : NULL;
	a->m.msg_controllen = control;
	return &a->m;
}

static ssize_t send_descriptors(int to, const int *fd, size_t count)
{
	struct along a;
	struct msghdr *m = message(&a, CMSG_SPACE(count * sizeof(int)));
	struct cmsghdr *c = CMSG_FIRSTHDR(m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(c), fd, count * sizeof(int));
	return sendmsg(to, m, MSG_DONTWAIT);
}

/* How many came, -1: none could be received; *flags as msg_flags. */
static int receive_descriptors(int from, int *fd, size_t room, int flags, int *told)
{
	struct along a;
	struct msghdr *m = message(&a, room ? CMSG_LEN(room * sizeof(int)) : 0);
	struct cmsghdr *c;
	size_t n;

	if (recvmsg(from, m, flags) < 0)
		return -1;
	*told = m->msg_flags;
	c = CMSG_FIRSTHDR(m);
	if (!c || c->cmsg_type != SCM_RIGHTS || c->cmsg_level != SOL_SOCKET)
		return 0;
	n = c->cmsg_len - CMSG_LEN(0);
	memcpy(fd, CMSG_DATA(c), n);
	return (int)(n / sizeof(int));
}

static int open_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void pieces(void)
{
	struct iovec out[3] = { { "one", 3 }, { "", 0 }, { "two", 3 } };
	struct iovec in[2] = { { buf, 4 }, { buf + 100, 10 } };
	struct msghdr m = { .msg_iov = out, .msg_iovlen = 3 };
	int two[2];

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, two), 0);
	EXPECT_EQ(sendmsg(two[0], &m, 0), 6);
	EXPECT_EQ(sendmsg(two[0], &m, 0), 6);
	m = (struct msghdr){ .msg_iov = in, .msg_iovlen = 2, .msg_flags = 77 };
	EXPECT_EQ(recvmsg(two[1], &m, 0), 6);
	EXPECT_EQ(memcmp(buf, "onet", 4), 0);
	EXPECT_EQ(memcmp(buf + 100, "wo", 2), 0);
	EXPECT_EQ(m.msg_flags, 0);
	m.msg_iovlen = 1;
	EXPECT_EQ(recvmsg(two[1], &m, 0), 4);
	EXPECT_EQ(m.msg_flags, MSG_TRUNC);
	m.msg_iovlen = 1025;
	EXPECT_ERROR(sendmsg(two[0], &m, 0), EMSGSIZE);
	EXPECT_ERROR(sendmsg(two[0], BAD, 0), EFAULT);
	EXPECT_ERROR(recvmsg(two[0], BAD, 0), EFAULT);
	m.msg_iovlen = 1;
	m.msg_iov = BAD;
	EXPECT_ERROR(sendmsg(two[0], &m, 0), EFAULT);
	EXPECT_EQ(send(two[0], "x", 1, 0), 1);
	EXPECT_ERROR(recvmsg(two[1], &m, 0), EFAULT);
	EXPECT_EQ(recv(two[1], buf, 9, 0), 1);
	close(two[0]);
	close(two[1]);
}

static void many(void)
{
	struct iovec v[4] = { { "a", 1 }, { "bb", 2 }, { "ccc", 3 }, { "dddd", 4 } };
	struct iovec in[4];
	struct mmsghdr m[4];
	struct timespec t = { 0, 30000000 };
	int two[2];

	memset(m, 0, sizeof(m));
	for (int i = 0; i < 4; i++) {
		m[i].msg_hdr.msg_iov = &v[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, two), 0);
	EXPECT_EQ(sendmmsg(two[0], m, 3, 0), 3);
	EXPECT_EQ(m[2].msg_len, 3);
	for (int i = 0; i < 4; i++) {
		in[i] = (struct iovec){ buf + i * 10, 10 };
		m[i].msg_hdr.msg_iov = &in[i];
		m[i].msg_len = 0;
	}
	EXPECT_EQ(recvmmsg(two[1], m, 4, MSG_WAITFORONE, NULL), 3);
	EXPECT_EQ(m[0].msg_len, 1);
	EXPECT_EQ(m[2].msg_len, 3);
	EXPECT_EQ(buf[20], 'c');
	EXPECT_ERROR(recvmmsg(two[1], m, 4, MSG_DONTWAIT, &t), EAGAIN);
	t.tv_nsec = -1;
	EXPECT_ERROR(recvmmsg(two[1], m, 4, MSG_DONTWAIT, &t), EINVAL);
	EXPECT_EQ(sendmmsg(two[0], m, 0, 0), 0);
	EXPECT_ERROR(sendmmsg(two[0], BAD, 1, 0), EFAULT);
	EXPECT_ERROR(recvmmsg(two[1], BAD, 1, MSG_DONTWAIT, NULL), EFAULT);
	close(two[0]);
	close(two[1]);
}

static void descriptors(void)
{
	int two[2], ends[2], got[4], told = 0, before;

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(send_descriptors(two[0], ends, 2), 1);
	/* They are open as long as they are under way. */
	close(ends[0]);
	close(ends[1]);
	EXPECT_EQ(receive_descriptors(two[1], got, 4, 0, &told), 2);
	EXPECT_EQ(told, 0);
	EXPECT_EQ(fcntl(got[0], F_GETFD), 0);
	EXPECT_EQ(write(got[1], "through", 7), 7);
	EXPECT_EQ(read(got[0], buf, 10), 7);
	/* Looked at, they are there twice. */
	EXPECT_EQ(send_descriptors(two[0], got, 1), 1);
	EXPECT_EQ(
		receive_descriptors(two[1], ends, 4, MSG_PEEK | MSG_CMSG_CLOEXEC, &told),
		1);
	EXPECT_EQ(fcntl(ends[0], F_GETFD), FD_CLOEXEC);
	close(ends[0]);
	EXPECT_EQ(receive_descriptors(two[1], ends, 4, 0, &told), 1);
	close(ends[0]);
	/* Room for one of two, and for none: the others are closed. */
	before = open_descriptors();
	EXPECT_EQ(send_descriptors(two[0], got, 2), 1);
	EXPECT_EQ(receive_descriptors(two[1], ends, 1, 0, &told), 1);
	EXPECT_EQ(told, MSG_CTRUNC);
	EXPECT_EQ(open_descriptors(), before + 1);
	close(ends[0]);
	EXPECT_EQ(send_descriptors(two[0], got, 2), 1);
	EXPECT_EQ(receive_descriptors(two[1], ends, 0, 0, &told), 0);
	EXPECT_EQ(told, MSG_CTRUNC);
	EXPECT_EQ(send_descriptors(two[0], got, 2), 1);
	EXPECT_EQ(read(two[1], buf, 10), 1);
	EXPECT_EQ(open_descriptors(), before);
	/* The last one that could write goes when it is read past. */
	EXPECT_EQ(send_descriptors(two[0], got + 1, 1), 1);
	close(got[1]);
	EXPECT_EQ(read(two[1], buf, 10), 1);
	EXPECT_EQ(read(got[0], buf, 10), 0);
	close(got[0]);
	got[0] = -1;
	EXPECT_ERROR(send_descriptors(two[0], got, 1), EBADF);
	for (int i = 0; i < 254; i++)
		((int *)buf)[i] = two[0];
	EXPECT_ERROR(send_descriptors(two[0], (int *)buf, 254), EINVAL);
	EXPECT_EQ(send_descriptors(two[0], (int *)buf, 253), 1);
	close(two[0]);
	close(two[1]);
}

/* A read ends where descriptors come, so that it is known what they came with. */
static void borders(void)
{
	int two[2], got[2], told = 0;

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(send(two[0], "ab", 2, 0), 2);
	EXPECT_EQ(send_descriptors(two[0], two, 1), 1);
	EXPECT_EQ(send(two[0], "cd", 2, 0), 2);
	EXPECT_EQ(recv(two[1], buf, 100, MSG_PEEK), 3);
	EXPECT_EQ(recv(two[1], buf, 2, 0), 2);
	EXPECT_EQ(receive_descriptors(two[1], got, 2, 0, &told), 1);
	EXPECT_EQ(recv(two[1], buf, 100, 0), 2);
	close(got[0]);
	close(two[0]);
	close(two[1]);
}

static void between_processes(void)
{
	int two[2], fd, got, told = 0;
	pid_t pid;

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, two), 0);
	REQUIRE((fd = open("/tmp/passed", O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(fd);
		CHILD_EXPECT(receive_descriptors(two[1], &got, 1, 0, &told) == 1);
		/* The same open file: one offset. */
		CHILD_EXPECT(write(got, "child", 5) == 5);
		_exit(0);
	}
	EXPECT_EQ(write(fd, "parent ", 7), 7);
	EXPECT_EQ(send_descriptors(two[0], &fd, 1), 1);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 12);
	EXPECT_EQ(pread(fd, buf, 100, 0), 12);
	EXPECT_EQ(memcmp(buf, "parent child", 12), 0);
	close(fd);
	unlink("/tmp/passed");
	close(two[0]);
	close(two[1]);
}

/* What came along in the next message, or pid 0. */
static struct ucred receive_credentials(int from)
{
	struct along a;
	struct msghdr *m = message(&a, CMSG_SPACE(sizeof(struct ucred)));
	struct ucred u = { 0 };
	struct cmsghdr *c;

	if (recvmsg(from, m, 0) < 0)
		return u;
	c = CMSG_FIRSTHDR(m);
	if (c && c->cmsg_type == SCM_CREDENTIALS && c->cmsg_len == CMSG_LEN(sizeof(u)))
		memcpy(&u, CMSG_DATA(c), sizeof(u));
	return u;
}

static ssize_t send_credentials(int to, pid_t pid, uid_t uid, gid_t gid)
{
	struct ucred u = { pid, uid, gid };
	struct along a;
	struct msghdr *m = message(&a, CMSG_SPACE(sizeof(u)));
	struct cmsghdr *c = CMSG_FIRSTHDR(m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_CREDENTIALS;
	c->cmsg_len = CMSG_LEN(sizeof(u));
	memcpy(CMSG_DATA(c), &u, sizeof(u));
	return sendmsg(to, m, 0);
}

static void credentials(void)
{
	socklen_t n = sizeof(struct ucred);
	int two[2], on = 1;
	struct ucred u;
	pid_t pid;

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(getsockopt(two[0], SOL_SOCKET, SO_PEERCRED, &u, &n), 0);
	EXPECT_EQ(n, sizeof(u));
	EXPECT_EQ(u.pid, getpid());
	EXPECT_EQ(u.uid, 0);
	EXPECT_EQ(setsockopt(two[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)), 0);
	EXPECT_EQ(option(two[1], SO_PASSCRED), 1);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		CHILD_EXPECT(setgid(55) == 0 && setuid(44) == 0);
		CHILD_EXPECT(send(two[0], "x", 1, 0) == 1);
		CHILD_EXPECT(send_credentials(two[0], getpid(), 44, 55) == 1);
		CHILD_EXPECT(send_credentials(two[0], getpid(), 0, 55) == -1 &&
			errno == EPERM);
		CHILD_EXPECT(send_credentials(two[0], getpid(), 44, 0) == -1 &&
			errno == EPERM);
		CHILD_EXPECT(send_credentials(two[0], 1, 44, 55) == -1 && errno == EPERM);
		_exit(0);
	}
	u = receive_credentials(two[1]);
	EXPECT_EQ(u.pid, pid);
	EXPECT_EQ(u.uid, 44);
	EXPECT_EQ(u.gid, 55);
	u = receive_credentials(two[1]);
	EXPECT_EQ(u.pid, pid);
	EXPECT_EQ(reap(pid), 0);
	/* Root may say anything, of a process that there is. */
	EXPECT_EQ(send_credentials(two[0], 1, 1000, 1001), 1);
	u = receive_credentials(two[1]);
	EXPECT_EQ(u.pid, 1);
	EXPECT_EQ(u.uid, 1000);
	EXPECT_EQ(u.gid, 1001);
	EXPECT_ERROR(send_credentials(two[0], 32000, 0, 0), ESRCH);
	/* Bytes of different senders are not one read. */
	EXPECT_EQ(send(two[0], "x", 1, 0), 1);
	pid = fork();
	if (pid == 0)
		_exit(send(two[0], "y", 1, 0) == 1 ? 0 : 1);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(recv(two[1], buf, 10, 0), 1);
	EXPECT_EQ(recv(two[1], buf, 10, 0), 1);
	close(two[0]);
	close(two[1]);
}

static void peers(void)
{
	struct sockaddr_un a = path_address("/tmp/peer");
	int server = socket(AF_UNIX, SOCK_STREAM, 0), fd, got;
	socklen_t n = sizeof(struct ucred);
	struct ucred u;
	pid_t pid;

	unlink("/tmp/peer");
	REQUIRE_EQ(bind(server, SA(&a), sizeof(a)), 0);
	REQUIRE_EQ(chmod("/tmp/peer", 0666), 0);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_EQ(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &u, &n), 0);
	EXPECT_EQ(u.pid, 0);
	EXPECT_EQ(u.uid, (uid_t)-1);
	REQUIRE_EQ(listen(server, 1), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		CHILD_EXPECT(setgid(8) == 0 && setuid(7) == 0);
		CHILD_EXPECT(connect(fd, SA(&a), sizeof(a)) == 0);
		CHILD_EXPECT(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &u, &n) == 0);
		CHILD_EXPECT(u.pid == getppid() && u.uid == 0);
		_exit(0);
	}
	EXPECT((got = accept(server, NULL, NULL)) >= 0);
	EXPECT_EQ(getsockopt(got, SOL_SOCKET, SO_PEERCRED, &u, &n), 0);
	EXPECT_EQ(u.pid, pid);
	EXPECT_EQ(u.uid, 7);
	EXPECT_EQ(u.gid, 8);
	EXPECT_EQ(reap(pid), 0);
	close(got);
	close(fd);
	close(server);
	unlink("/tmp/peer");
}

static void bad_control(void)
{
	struct along a;
	struct msghdr *m;
	struct cmsghdr *c;
	int two[2];

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	m = message(&a, CMSG_SPACE(4));
	c = CMSG_FIRSTHDR(m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = 99;
	c->cmsg_len = CMSG_LEN(4);
	EXPECT_ERROR(sendmsg(two[0], m, 0), EINVAL);
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = 3;
	EXPECT_ERROR(sendmsg(two[0], m, 0), EINVAL);
	c->cmsg_len = CMSG_LEN(400);
	EXPECT_ERROR(sendmsg(two[0], m, 0), EINVAL);
	c->cmsg_len = (size_t)-1;
	EXPECT_ERROR(sendmsg(two[0], m, 0), EINVAL);
	c->cmsg_type = SCM_CREDENTIALS;
	c->cmsg_len = CMSG_LEN(4);
	EXPECT_ERROR(sendmsg(two[0], m, 0), EINVAL);
	m->msg_control = BAD;
	EXPECT_ERROR(sendmsg(two[0], m, 0), EFAULT);
	m->msg_controllen = 1 << 30;
	EXPECT_ERROR(sendmsg(two[0], m, 0), ENOBUFS);
	/* None of it was sent. */
	EXPECT_ERROR(recv(two[1], buf, 1, MSG_DONTWAIT), EAGAIN);
	close(two[0]);
	close(two[1]);
}

/* The read end of a pipe whose other end rides on what is to be collected. */
static int witness(int to)
{
	int ends[2];

	if (pipe(ends) != 0)
		return -1;
	send_descriptors(to, &ends[1], 1);
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	return ends[0];
}

static void rings(void)
{
	int two[2], a[2], b[2], see, hold, told = 0;

	/* A socket under way to itself. */
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	see = witness(two[0]);
	EXPECT_EQ(send_descriptors(two[0], &two[1], 1), 1);
	EXPECT_EQ(send_descriptors(two[0], &two[0], 1), 1);
	EXPECT_ERROR(read(see, buf, 1), EAGAIN);
	close(two[0]);
	close(two[1]);
	EXPECT_EQ(read(see, buf, 1), 0);
	close(see);
	/* Two that hold each other. */
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, a), 0);
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, b), 0);
	see = witness(a[0]);
	EXPECT_EQ(send_descriptors(a[0], &b[1], 1), 1);
	EXPECT_EQ(send_descriptors(b[0], &a[1], 1), 1);
	/* One of them is also under way to who can be reached: nothing goes. */
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	EXPECT_EQ(send_descriptors(two[0], &b[1], 1), 1);
	close(a[0]);
	close(a[1]);
	close(b[0]);
	close(b[1]);
	EXPECT_ERROR(read(see, buf, 1), EAGAIN);
	EXPECT_EQ(receive_descriptors(two[1], &hold, 1, 0, &told), 1);
	EXPECT_EQ(receive_descriptors(hold, &a[1], 1, 0, &told), 1);
	EXPECT_ERROR(read(see, buf, 1), EAGAIN);
	EXPECT_EQ(receive_descriptors(a[1], &b[0], 1, 0, &told), 1);
	EXPECT_EQ(write(b[0], "z", 1), 1);
	EXPECT_EQ(read(see, buf, 1), 1);
	close(b[0]);
	close(a[1]);
	close(hold);
	close(two[0]);
	close(two[1]);
	EXPECT_EQ(read(see, buf, 1), 0);
	close(see);
	/* On a connection that was never accepted. */
	{
		struct sockaddr_un n = { .sun_family = AF_UNIX, .sun_path = "\0r" };
		int server = socket(AF_UNIX, SOCK_STREAM, 0);
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		REQUIRE_EQ(bind(server, SA(&n), 4), 0);
		REQUIRE_EQ(listen(server, 1), 0);
		REQUIRE_EQ(connect(fd, SA(&n), 4), 0);
		see = witness(fd);
		EXPECT_EQ(send_descriptors(fd, &server, 1), 1);
		EXPECT_ERROR(read(see, buf, 1), EAGAIN);
		/* Nobody can accept it any more. */
		close(server);
		close(fd);
		EXPECT_EQ(read(see, buf, 1), 0);
		close(see);
	}
}

/* A long chain, each in the packets of the next: closing it takes no deep stack. */
static void chains(void)
{
	int two[2], last = -1, see;

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	see = witness(two[0]);
	close(two[0]);
	last = two[1];
	for (int i = 0; i < 900; i++) {
		REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
		REQUIRE_EQ(send_descriptors(two[0], &last, 1), 1);
		close(last);
		close(two[0]);
		last = two[1];
	}
	EXPECT_ERROR(read(see, buf, 1), EAGAIN);
	close(last);
	EXPECT_EQ(read(see, buf, 1), 0);
	close(see);
}

/* A user has no more under way than a process may have open. */
static void too_many(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		struct rlimit limit = { 50, 50 };
		int two[2], count = 0;

		CHILD_EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0);
		CHILD_EXPECT(setrlimit(RLIMIT_NOFILE, &limit) == 0);
		CHILD_EXPECT(setuid(4321) == 0);
		while (send_descriptors(two[0], two, 2) == 1)
			CHILD_EXPECT(++count < 1000);
		CHILD_EXPECT(errno == ETOOMANYREFS);
		CHILD_EXPECT(count >= 10);
		CHILD_EXPECT(read(two[1], buf, 1) == 1);
		CHILD_EXPECT(send_descriptors(two[0], two, 2) == 1);
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
}

static const struct guest_case cases[] = {
	{ "the server is up", sockets_begin },
	{ "pieces", pieces },
	{ "many", many },
	{ "descriptors", descriptors },
	{ "borders", borders },
	{ "between processes", between_processes },
	{ "credentials", credentials },
	{ "peers", peers },
	{ "bad control", bad_control },
	{ "rings", rings },
	{ "chains", chains },
	{ "too many", too_many },
};

GUEST_MAIN(cases)
