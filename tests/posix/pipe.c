/* tests/posix/pipe.c - pipes and FIFOs: waiting, ends, atomic writes, SIGPIPE, EINTR.
 *
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>

#include "file.h"
#include "worker.h"

#define ROOM 65536
#ifndef THROUGH
#define THROUGH (4L << 20) /* bytes through one pipe */
#endif

static int ends[2];
static char buf[ROOM * 2];
static volatile int caught;

static void on_signal(int signal)
{
	caught = signal;
}

static void server_up(void)
{
	REQUIRE(file_server_up());
}

static long read_some(long n)
{
	return xinim_syscall3(SYS_read, ends[0], (long)buf, n);
}

static long write_some(long n)
{
	return xinim_syscall3(SYS_write, ends[1], (long)buf, n);
}

static void basics(void)
{
	struct stat st;
	int unread = -1;

	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(write(ends[1], "hello", 5), 5);
	EXPECT_EQ(ioctl(ends[0], 0x541b, &unread), 0);
	EXPECT_EQ(unread, 5);
	EXPECT_EQ(read(ends[0], buf, 3), 3);
	EXPECT_EQ(read(ends[0], buf + 3, 10), 2);
	EXPECT_EQ(memcmp(buf, "hello", 5), 0);
	EXPECT_EQ(read(ends[0], buf, 0), 0);
	EXPECT_EQ(write(ends[1], buf, 0), 0);
	EXPECT_ERROR(read(ends[1], buf, 1), EBADF);
	EXPECT_ERROR(write(ends[0], buf, 1), EBADF);
	EXPECT_EQ(fstat(ends[0], &st), 0);
	EXPECT_EQ(st.st_mode, S_IFIFO | 0600);
	EXPECT_ERROR(pipe(BAD), EFAULT);
	EXPECT_ERROR(pipe2(ends, O_APPEND), EINVAL);
	/* Closed to write: what is in it, then the end. */
	EXPECT_EQ(write(ends[1], "x", 1), 1);
	EXPECT_EQ(close(ends[1]), 0);
	EXPECT_EQ(read(ends[0], buf, 10), 1);
	EXPECT_EQ(read(ends[0], buf, 10), 0);
	close(ends[0]);
}

static void no_reader(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(sigaction(SIGPIPE, &sa, NULL), 0);
	close(ends[0]);
	caught = 0;
	EXPECT_ERROR(write(ends[1], "x", 1), EPIPE);
	EXPECT_EQ(caught, SIGPIPE);
	sa.sa_handler = SIG_IGN;
	EXPECT_EQ(sigaction(SIGPIPE, &sa, NULL), 0);
	EXPECT_ERROR(write(ends[1], "x", 1), EPIPE);
	close(ends[1]);
}

static void not_waiting(void)
{
	REQUIRE_EQ(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	EXPECT_EQ(fcntl(ends[0], F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(fcntl(ends[0], F_GETFL), O_RDONLY | O_NONBLOCK);
	EXPECT_EQ(fcntl(ends[1], F_GETFL), O_WRONLY | O_NONBLOCK);
	EXPECT_ERROR(read(ends[0], buf, 1), EAGAIN);
	EXPECT_EQ(write(ends[1], buf, sizeof(buf)), ROOM);
	EXPECT_ERROR(write(ends[1], buf, 1), EAGAIN);
	/* Less than PIPE_BUF is free: it is written whole or not at all. */
	EXPECT_EQ(read(ends[0], buf, 100), 100);
	EXPECT_ERROR(write(ends[1], buf, 101), EAGAIN);
	EXPECT_EQ(write(ends[1], buf, 100), 100);
	EXPECT_EQ(read(ends[0], buf, 100), 100);
	EXPECT_EQ(write(ends[1], buf, 5000), 100);
	EXPECT_EQ(fcntl(ends[0], F_GETPIPE_SZ), ROOM);
	EXPECT_ERROR(fcntl(ends[0], F_SETPIPE_SZ, 4096), EBUSY);
	EXPECT_EQ(fcntl(ends[0], F_SETPIPE_SZ, 100000), 131072);
	EXPECT_EQ(write(ends[1], buf, sizeof(buf)), ROOM);
	EXPECT_EQ(read(ends[0], buf, sizeof(buf)), sizeof(buf));
	EXPECT_EQ(fcntl(ends[0], F_SETPIPE_SZ, 4096), 4096);
	close(ends[0]);
	close(ends[1]);
}

static void a_reader_waits(void)
{
	REQUIRE_EQ(pipe(ends), 0);
	REQUIRE(worker_start(0, read_some, 10));
	EXPECT(worker_waits(0));
	/* Other calls go on meanwhile. */
	EXPECT_EQ(access("/", F_OK), 0);
	EXPECT_EQ(write(ends[1], "abc", 3), 3);
	EXPECT_EQ(worker_end(0), 3);
	EXPECT_EQ(memcmp(buf, "abc", 3), 0);
	/* The end of the last writer ends it, too. */
	REQUIRE(worker_start(0, read_some, 10));
	EXPECT(worker_waits(0));
	close(ends[1]);
	EXPECT_EQ(worker_end(0), 0);
	close(ends[0]);
}

static void a_writer_waits(void)
{
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(write(ends[1], buf, ROOM), ROOM);
	REQUIRE(worker_start(0, write_some, ROOM + 10));
	EXPECT(worker_waits(0));
	EXPECT_EQ(read(ends[0], buf, ROOM), ROOM);
	EXPECT(worker_waits(0));
	EXPECT_EQ(read(ends[0], buf, ROOM), ROOM);
	EXPECT_EQ(worker_end(0), ROOM + 10);
	EXPECT_EQ(read(ends[0], buf, ROOM), 10);
	/* Its reader goes: some of it had been written. */
	EXPECT_EQ(write(ends[1], buf, ROOM - 5), ROOM - 5);
	REQUIRE(worker_start(0, write_some, 5000));
	EXPECT(worker_waits(0));
	close(ends[0]);
	EXPECT_EQ(worker_end(0), 5);
	close(ends[1]);
}

static void interrupted(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(sigaction(SIGUSR1, &sa, NULL), 0);
	caught = 0;
	REQUIRE(worker_start(0, read_some, 10));
	EXPECT(worker_waits(0));
	EXPECT_EQ(worker_signal(0, SIGUSR1), 0);
	EXPECT_EQ(worker_end(0), -EINTR);
	EXPECT_EQ(caught, SIGUSR1);
	/* With SA_RESTART it waits on. */
	sa.sa_flags = SA_RESTART;
	EXPECT_EQ(sigaction(SIGUSR1, &sa, NULL), 0);
	caught = 0;
	REQUIRE(worker_start(0, read_some, 10));
	EXPECT(worker_waits(0));
	EXPECT_EQ(worker_signal(0, SIGUSR1), 0);
	EXPECT(worker_waits(0));
	EXPECT_EQ(caught, SIGUSR1);
	EXPECT_EQ(write(ends[1], "go", 2), 2);
	EXPECT_EQ(worker_end(0), 2);
	/* An ignored one is nothing at all. */
	sa.sa_handler = SIG_IGN;
	EXPECT_EQ(sigaction(SIGUSR1, &sa, NULL), 0);
	REQUIRE(worker_start(0, read_some, 10));
	EXPECT(worker_waits(0));
	EXPECT_EQ(worker_signal(0, SIGUSR1), 0);
	EXPECT(worker_waits(0));
	EXPECT_EQ(write(ends[1], "go", 2), 2);
	EXPECT_EQ(worker_end(0), 2);
	close(ends[0]);
	close(ends[1]);
}

/* Writers of PIPE_BUF bytes each, all the same: they never mix. */
static long write_blocks(long value)
{
	char block[PIPE_BUF];

	memset(block, (int)value, sizeof(block));
	for (int i = 0; i < 64; i++)
		if (xinim_syscall3(SYS_write, ends[1], (long)block, PIPE_BUF) != PIPE_BUF)
			return -1;
	return 0;
}

static void atomic_writes(void)
{
	static char block[PIPE_BUF];
	int counts[WORKERS] = { 0 };

	REQUIRE_EQ(pipe(ends), 0);
	for (int i = 0; i < WORKERS; i++)
		REQUIRE(worker_start(i, write_blocks, i));
	for (int i = 0; i < 64 * WORKERS; i++) {
		size_t have = 0;

		while (have < PIPE_BUF) {
			ssize_t n = read(ends[0], block + have, PIPE_BUF - have);

			REQUIRE(n > 0);
			have += (size_t)n;
		}
		for (size_t at = 1; at < PIPE_BUF; at++)
			REQUIRE_EQ(block[at], block[0]);
		counts[(int)block[0]]++;
	}
	for (int i = 0; i < WORKERS; i++) {
		EXPECT_EQ(worker_end(i), 0);
		EXPECT_EQ(counts[i], 64);
	}
	close(ends[0]);
	close(ends[1]);
}

/* --- much, with a checksum ----------------------------------------------------------- */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static long write_much(long seed)
{
	static char data[30000];
	uint32_t state = (uint32_t)seed, sum = 1;
	long left = THROUGH;

	while (left) {
		long n = (long)(next_random(&state) % sizeof(data)) + 1, done = 0;

		if (n > left)
			n = left;
		for (long i = 0; i < n; i++) {
			data[i] = (char)(state + (uint32_t)i * 31);
			sum = sum * 33 + (unsigned char)data[i];
		}
		while (done < n) {
			long now = xinim_syscall3(
				SYS_write, ends[1], (long)data + done, n - done);

			if (now <= 0)
				return -1;
			done += now;
		}
		left -= n;
	}
	return sum;
}

static void much(void)
{
	uint32_t state = 99, sum = 1;
	long done = 0;

	REQUIRE_EQ(pipe(ends), 0);
	REQUIRE(worker_start(0, write_much, 7));
	while (done < THROUGH) {
		long n = read(ends[0], buf, next_random(&state) % sizeof(buf) + 1);

		REQUIRE(n > 0);
		for (long i = 0; i < n; i++)
			sum = sum * 33 + (unsigned char)buf[i];
		done += n;
	}
	EXPECT_EQ((uint32_t)worker_end(0), sum);
	close(ends[0]);
	close(ends[1]);
}

/* --- FIFOs --------------------------------------------------------------------------- */

static long open_to(long flags)
{
	return xinim_syscall3(SYS_open, (long)"/fifo", flags, 0);
}

static void fifos(void)
{
	int fd, other;

	REQUIRE_EQ(mkfifo("/fifo", 0666), 0);
	EXPECT_ERROR(mkfifo("/fifo", 0666), EEXIST);
	EXPECT_ERROR(open("/fifo", O_WRONLY | O_NONBLOCK), ENXIO);
	/* The first one waits for the other. */
	REQUIRE(worker_start(0, open_to, O_RDONLY));
	EXPECT(worker_waits(0));
	REQUIRE((fd = open("/fifo", O_WRONLY)) >= 0);
	REQUIRE((other = (int)worker_end(0)) >= 0);
	EXPECT_EQ(write(fd, "through", 7), 7);
	EXPECT_EQ(read(other, buf, 10), 7);
	close(fd);
	EXPECT_EQ(read(other, buf, 10), 0);
	close(other);
	REQUIRE(worker_start(0, open_to, O_WRONLY));
	EXPECT(worker_waits(0));
	REQUIRE((fd = open("/fifo", O_RDONLY)) >= 0);
	REQUIRE((other = (int)worker_end(0)) >= 0);
	close(fd);
	close(other);
	/* Without waiting, and for both. */
	REQUIRE((fd = open("/fifo", O_RDONLY | O_NONBLOCK)) >= 0);
	EXPECT_EQ(read(fd, buf, 1), 0);
	REQUIRE((other = open("/fifo", O_WRONLY | O_NONBLOCK)) >= 0);
	EXPECT_ERROR(read(fd, buf, 1), EAGAIN);
	close(other);
	close(fd);
	REQUIRE((fd = open("/fifo", O_RDWR)) >= 0);
	EXPECT_EQ(write(fd, "me", 2), 2);
	EXPECT_EQ(read(fd, buf, 2), 2);
	close(fd);
	/* Nobody came before a signal did. */
	struct sigaction sa = { .sa_handler = on_signal };
	EXPECT_EQ(sigaction(SIGUSR1, &sa, NULL), 0);
	REQUIRE(worker_start(0, open_to, O_RDONLY));
	EXPECT(worker_waits(0));
	EXPECT_EQ(worker_signal(0, SIGUSR1), 0);
	EXPECT_EQ(worker_end(0), -EINTR);
	EXPECT_EQ(unlink("/fifo"), 0);
}

/* O_DIRECT: what one write brings, one read takes, and nothing of the next one. */
static void packets(void)
{
	static char big[10000], got[10000];
	int n, other[2];

	REQUIRE_EQ(pipe2(ends, O_DIRECT | O_NONBLOCK), 0);
	EXPECT_EQ(fcntl(ends[0], F_GETFL), O_RDONLY | O_NONBLOCK);
	EXPECT_EQ(fcntl(ends[1], F_GETFL), O_WRONLY | O_NONBLOCK | O_DIRECT);
	EXPECT_EQ(write(ends[1], "abc", 3), 3);
	EXPECT_EQ(write(ends[1], "defg", 4), 4);
	EXPECT_EQ(write(ends[1], "h", 1), 1);
	EXPECT_EQ(ioctl(ends[0], FIONREAD, &n), 0);
	EXPECT_EQ(n, 8);
	EXPECT_EQ(read(ends[0], got, 2), 2); /* the c is lost */
	EXPECT_EQ(memcmp(got, "ab", 2), 0);
	EXPECT_EQ(read(ends[0], (void *)0x10, 10), -1);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), 4);
	EXPECT_EQ(memcmp(got, "defg", 4), 0);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), 1);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), -1);
	EXPECT_EQ(errno, EAGAIN);
	/* A long one is several. */
	memset(big, 'x', sizeof(big));
	EXPECT_EQ(write(ends[1], big, sizeof(big)), (ssize_t)sizeof(big));
	EXPECT_EQ(read(ends[0], got, sizeof(got)), 4096);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), 4096);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), (ssize_t)sizeof(big) - 8192);
	/* Plain bytes before, between and after. */
	EXPECT_EQ(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	EXPECT_EQ(write(ends[1], "plain", 5), 5);
	EXPECT_EQ(fcntl(ends[1], F_SETFL, O_NONBLOCK | O_DIRECT), 0);
	EXPECT_EQ(write(ends[1], "one", 3), 3);
	EXPECT_EQ(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	EXPECT_EQ(write(ends[1], "more", 4), 4);
	EXPECT_EQ(write(ends[1], "over", 4), 4);
	EXPECT_EQ(read(ends[0], got, 2), 2);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), 3);
	EXPECT_EQ(memcmp(got, "ain", 3), 0);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), 3);
	EXPECT_EQ(memcmp(got, "one", 3), 0);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), 8);
	EXPECT_EQ(memcmp(got, "moreover", 8), 0);
	/* As many as there may be; then the writer hears when one has been read. */
	EXPECT_EQ(fcntl(ends[1], F_SETFL, O_NONBLOCK | O_DIRECT), 0);
	for (n = 0; n < 100000 && write(ends[1], "p", 1) == 1; n++)
		;
	EXPECT_EQ(errno, EAGAIN);
	EXPECT(n >= 16 && n < 100000);
	EXPECT_EQ(poll(&(struct pollfd){ .fd = ends[1], .events = POLLOUT }, 1, 0), 0);
	EXPECT_EQ(read(ends[0], got, 1), 1);
	EXPECT_EQ(poll(&(struct pollfd){ .fd = ends[1], .events = POLLOUT }, 1, 0), 1);
	EXPECT_EQ(write(ends[1], "last", 4), 4);
	/* What is spliced has no borders. */
	REQUIRE_EQ(pipe(other), 0);
	EXPECT_EQ(syscall(SYS_splice, ends[0], NULL, other[1], NULL, 65536L, 0L), n + 3);
	EXPECT_EQ(read(other[0], got, sizeof(got)), n + 3);
	EXPECT_EQ(memcmp(got + n - 1, "last", 4), 0);
	EXPECT_EQ(read(ends[0], got, 1), -1);
	EXPECT_EQ(write(ends[1], "fresh", 5), 5);
	EXPECT_EQ(read(ends[0], got, sizeof(got)), 5);
	close(ends[0]);
	close(ends[1]);
	close(other[0]);
	close(other[1]);
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "basics", basics },
	{ "no reader", no_reader },
	{ "not waiting", not_waiting },
	{ "a reader waits", a_reader_waits },
	{ "a writer waits", a_writer_waits },
	{ "interrupted", interrupted },
	{ "atomic writes", atomic_writes },
	{ "much", much },
	{ "fifos", fifos },
	{ "packets", packets },
};

GUEST_MAIN(cases)
