/* tests/posix/splice.c - splice, tee, vmsplice.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define NO_WAIT 2

static char buf[200000];

static ssize_t do_splice(int in, long *in_at, int out, long *out_at, size_t n, int flags)
{
	return syscall(SYS_splice, in, in_at, out, out_at, n, flags);
}

static int make(const char *text)
{
	int fd;

	mkdir("/tmp", 01777);
	fd = open("/tmp/splice", O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		return -1;
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void errors(void)
{
	int ends[2], fd;
	long at = 0;

	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	REQUIRE((fd = make("0123456789")) >= 0);
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_ERROR(do_splice(fd, NULL, fd, NULL, 1, 0), EINVAL);
	EXPECT_ERROR(do_splice(ends[0], NULL, ends[1], NULL, 1, 0), EINVAL);
	EXPECT_ERROR(do_splice(fd, NULL, ends[1], NULL, 1, 0x100), EINVAL);
	EXPECT_ERROR(do_splice(99, NULL, ends[1], NULL, 1, 0), EBADF);
	EXPECT_ERROR(do_splice(ends[1], NULL, fd, NULL, 1, 0), EBADF);
	EXPECT_ERROR(do_splice(fd, NULL, ends[0], NULL, 1, 0), EBADF);
	EXPECT_ERROR(do_splice(ends[0], &at, fd, NULL, 1, 0), ESPIPE);
	EXPECT_ERROR(do_splice(fd, (long *)16, ends[1], NULL, 1, 0), EFAULT);
	EXPECT_ERROR(do_splice(ends[0], NULL, fd, NULL, 1, NO_WAIT), EAGAIN);
	EXPECT_EQ(do_splice(fd, NULL, ends[1], NULL, 0, 0), 0);
	EXPECT_ERROR(syscall(SYS_tee, ends[0], ends[1], 1, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tee, fd, ends[1], 1, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_vmsplice, fd, NULL, 0, 0), EBADF);
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	EXPECT_ERROR(do_splice(fd, NULL, ends[1], NULL, 1, 0), EPIPE);
	signal(SIGPIPE, SIG_DFL);
	close(ends[1]);
	close(fd);
}

static void files(void)
{
	int ends[2], fd;
	long at = 4;

	REQUIRE((fd = make("0123456789")) >= 0);
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(do_splice(fd, &at, ends[1], NULL, 3, 0), 3);
	EXPECT_EQ(at, 7);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 0);
	EXPECT_EQ(do_splice(fd, NULL, ends[1], NULL, 2, 0), 2);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 2);
	EXPECT_EQ(do_splice(fd, NULL, ends[1], NULL, 100, 0), 8);
	EXPECT_EQ(do_splice(fd, NULL, ends[1], NULL, 100, 0), 0);
	EXPECT_EQ(read(ends[0], buf, 100), 13);
	EXPECT_EQ(memcmp(buf, "4560123456789", 13), 0);
	/* And back. */
	EXPECT_EQ(write(ends[1], "abcdef", 6), 6);
	at = 1;
	EXPECT_EQ(do_splice(ends[0], NULL, fd, &at, 4, 0), 4);
	EXPECT_EQ(at, 5);
	EXPECT_EQ(pread(fd, buf, 100, 0), 10);
	EXPECT_EQ(memcmp(buf, "0abcd56789", 10), 0);
	EXPECT_EQ(read(ends[0], buf, 100), 2);
	close(ends[1]);
	EXPECT_EQ(do_splice(ends[0], NULL, fd, &at, 4, 0), 0);
	close(ends[0]);
	close(fd);
}

static void tees(void)
{
	struct iovec v[2] = { { "ab", 2 }, { "cd", 2 } };
	struct iovec in = { buf, 100 };
	int a[2], b[2];

	REQUIRE_EQ(pipe(a), 0);
	REQUIRE_EQ(pipe(b), 0);
	EXPECT_EQ(syscall(SYS_vmsplice, a[1], v, 2, 0), 4);
	EXPECT_EQ(syscall(SYS_tee, a[0], b[1], 3, 0), 3);
	EXPECT_EQ(read(b[0], buf, 10), 3);
	EXPECT_EQ(memcmp(buf, "abc", 3), 0);
	EXPECT_EQ(do_splice(a[0], NULL, b[1], NULL, 2, 0), 2);
	EXPECT_EQ(read(a[0], buf, 10), 2);
	EXPECT_EQ(memcmp(buf, "cd", 2), 0);
	EXPECT_EQ(syscall(SYS_vmsplice, b[0], &in, 1, 0), 2);
	EXPECT_EQ(memcmp(buf, "ab", 2), 0);
	EXPECT_ERROR(syscall(SYS_tee, a[0], b[1], 3, NO_WAIT), EAGAIN);
	EXPECT_ERROR(syscall(SYS_vmsplice, b[0], &in, 1, NO_WAIT), EAGAIN);
	close(a[0]);
	close(a[1]);
	close(b[0]);
	close(b[1]);
}

/* Through a pipe to a socket that takes its time: nothing is lost, nothing twice. */
static void to_a_socket(void)
{
	enum { LENGTH = 700000 };
	uint32_t sum = 0, want = 0;
	int ends[2], two[2], room = 4096;
	size_t got = 0;
	pid_t writer, mover;

	REQUIRE_EQ(pipe(ends), 0);
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, two), 0);
	setsockopt(two[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	fflush(stdout);
	writer = fork();
	if (writer == 0) {
		close(ends[0]);
		for (size_t i = 0; i < LENGTH; i += sizeof(buf) / 2) {
			for (size_t k = 0; k < sizeof(buf) / 2; k++)
				buf[k] = (char)((i + k) * 13 >> 3);
			if (write(ends[1], buf, sizeof(buf) / 2) != sizeof(buf) / 2)
				_exit(1);
		}
		_exit(0);
	}
	mover = fork();
	if (mover == 0) {
		ssize_t n;

		close(ends[1]);
		close(two[0]);
		while ((n = do_splice(ends[0], NULL, two[1], NULL, 100000, 0)) > 0)
			;
		_exit(n == 0 ? 0 : 1);
	}
	close(ends[0]);
	close(ends[1]);
	close(two[1]);
	for (;;) {
		ssize_t n = read(two[0], buf, 5000);

		if (n <= 0)
			break;
		for (ssize_t i = 0; i < n; i++, got++) {
			sum = sum * 31 + (unsigned char)buf[i];
			want = want * 31 + (unsigned char)(got * 13 >> 3);
		}
	}
	EXPECT_EQ(got, LENGTH);
	EXPECT_EQ(sum, want);
	EXPECT_EQ(reap(writer), 0);
	EXPECT_EQ(reap(mover), 0);
	close(two[0]);
}

static const struct guest_case cases[] = {
	{ "errors", errors },
	{ "files", files },
	{ "tees", tees },
	{ "to a socket", to_a_socket },
};

GUEST_MAIN(cases)
