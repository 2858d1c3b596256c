/* tests/posix/missing.c - bytes moved to and from pages of files that are not in memory yet.
 *
 * A transfer that has to wait for such a page must not go on with what was true before:
 * others read and write the same pipe, socket or terminal meanwhile.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-disk: virtio 32 mkfs=-b,4096,-I,128
 * guest-cpus: 2
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE
#define FILE_DISK "/dev/vda"
#include "file.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#define PAGE   4096
#define STRIDE (16 * PAGE) /* more than what comes with a page that is asked for */
#define ROUNDS 100
#define PIECE  100
#define TEXT   "abcd"

static void servers_up(void)
{
	REQUIRE(file_server_up());
}

/*
 * A new file of zeroes, mapped, for n transfers: border(p, i) is where two pages meet of which
 * neither is in memory, nor are those of another i, but on the disk.
 */
static char *fresh_pages(size_t n)
{
	static int number;
	static const char zeroes[2 * PAGE];
	char name[32], *p;
	int fd;

	snprintf(name, sizeof(name), "/fresh%d", number++);
	fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0 || ftruncate(fd, (off_t)(n * STRIDE)) != 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (pwrite(fd, zeroes, sizeof(zeroes),
			    (off_t)(i * STRIDE + STRIDE / 2 - PAGE)) != sizeof(zeroes))
			return NULL;
	if (fsync(fd) != 0 || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
		return NULL;
	p = mmap(NULL, n * STRIDE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return p == MAP_FAILED ? NULL : p;
}

static char *border(char *pages, size_t i)
{
	return pages + i * STRIDE + STRIDE / 2;
}

/* --- one reads what others write ------------------------------------------------------ */

static char seen[8 << 20];

/* All of it, up to the end, in small pieces: what it has been emptied of is filled again. */
static void *read_all(void *arg)
{
	size_t done = 0;
	ssize_t n;

	while ((n = read(*(int *)arg, seen + done, 1 + done % 3)) > 0)
		done += (size_t)n;
	return (void *)(n < 0 ? 0 : done);
}

static void write_in_turn(int to, int from)
{
	char *pages = fresh_pages(ROUNDS), zeroes[PIECE] = { 0 };
	pthread_t reader;
	void *length;
	size_t wrong = 0;

	REQUIRE(pages != NULL);
	REQUIRE_EQ(pthread_create(&reader, NULL, read_all, &from), 0);
	for (size_t i = 0; i < ROUNDS; i++) {
		REQUIRE_EQ(write(to, TEXT, 4), 4);
		REQUIRE_EQ(write(to, border(pages, i), PIECE), PIECE);
	}
	close(to);
	REQUIRE_EQ(pthread_join(reader, &length), 0);
	REQUIRE_EQ((size_t)length, ROUNDS * (PIECE + 4));
	for (size_t i = 0; i < ROUNDS; i++) {
		const char *piece = seen + i * (PIECE + 4);

		wrong += memcmp(piece, TEXT, 4) != 0 ||
			memcmp(piece + 4, zeroes, PIECE) != 0;
	}
	EXPECT_EQ(wrong, 0);
	close(from);
	munmap(pages, ROUNDS * STRIDE);
}

static void pipe_in_turn(void)
{
	int fd[2];

	REQUIRE_EQ(pipe(fd), 0);
	write_in_turn(fd[1], fd[0]);
}

static void socket_in_turn(void)
{
	int fd[2];

	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	write_in_turn(fd[1], fd[0]);
}

/* --- two write ------------------------------------------------------------------------- */

static int shared_end;

static void *write_letters(void *arg)
{
	char letters[2 * PIECE];

	(void)arg;
	memset(letters, 'B', sizeof(letters));
	for (int i = 0; i < 4 * ROUNDS; i++)
		if (write(shared_end, letters, sizeof(letters)) != sizeof(letters))
			return (void *)1;
	return NULL;
}

/* Pieces over the border of two pages, and somebody else's: none is within another. */
static void pipe_is_atomic(void)
{
	char *pages = fresh_pages(ROUNDS);
	pthread_t reader, writer;
	void *length, *failed;
	size_t count[2] = { 0 }, at = 0;
	int fd[2];

	REQUIRE(pages != NULL);
	REQUIRE_EQ(pipe(fd), 0);
	shared_end = fd[1];
	REQUIRE_EQ(pthread_create(&reader, NULL, read_all, &fd[0]), 0);
	REQUIRE_EQ(pthread_create(&writer, NULL, write_letters, NULL), 0);
	for (size_t i = 0; i < ROUNDS; i++)
		REQUIRE_EQ(write(fd[1], border(pages, i) - PIECE, 2 * PIECE), 2 * PIECE);
	REQUIRE_EQ(pthread_join(writer, &failed), 0);
	EXPECT_EQ((long)failed, 0);
	close(fd[1]);
	REQUIRE_EQ(pthread_join(reader, &length), 0);
	for (; at < (size_t)length; at += 2 * PIECE) {
		REQUIRE(seen[at] == 0 || seen[at] == 'B');
		for (int i = 1; i < 2 * PIECE; i++)
			REQUIRE_EQ(seen[at + (size_t)i], seen[at]);
		count[seen[at] == 'B']++;
	}
	EXPECT_EQ(count[0], ROUNDS);
	EXPECT_EQ(count[1], 4 * ROUNDS);
	close(fd[0]);
	munmap(pages, ROUNDS * STRIDE);
}

/* --- two read ------------------------------------------------------------------------------ */

static size_t bytes[2];
static char *into[2];

static void *read_to_pages(void *arg)
{
	size_t me = (size_t)arg;
	ssize_t n;

	for (size_t i = 0; i < 2 * ROUNDS; i++) {
		n = read(shared_end, border(into[me], i) - PIECE, 2 * PIECE);
		if (n <= 0)
			break;
		bytes[me] += (size_t)n;
	}
	return NULL;
}

/* What is written is read once, by one of them. */
static void two_readers(int to, int from)
{
	char piece[2 * PIECE];
	pthread_t thread[2];
	size_t all = 0;

	memset(piece, 'x', sizeof(piece));
	shared_end = from;
	for (size_t i = 0; i < 2; i++) {
		bytes[i] = 0;
		into[i] = fresh_pages(2 * ROUNDS);
		REQUIRE(into[i] != NULL);
		REQUIRE_EQ(pthread_create(&thread[i], NULL, read_to_pages, (void *)i), 0);
	}
	for (int i = 0; i < ROUNDS; i++)
		EXPECT_EQ(write(to, piece, sizeof(piece)), (long)sizeof(piece));
	close(to);
	for (size_t i = 0; i < 2; i++) {
		REQUIRE_EQ(pthread_join(thread[i], NULL), 0);
		for (size_t n = 0; n < 2 * ROUNDS; n++)
			for (int at = -PIECE; at < PIECE; at++)
				all += border(into[i], n)[at] == 'x';
		munmap(into[i], 2 * ROUNDS * STRIDE);
	}
	close(from);
	EXPECT_EQ(bytes[0] + bytes[1], ROUNDS * sizeof(piece));
	EXPECT_EQ(all, ROUNDS * sizeof(piece));
}

static void readers(void)
{
	int fd[2], master, slave;

	REQUIRE_EQ(pipe(fd), 0);
	two_readers(fd[1], fd[0]);
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	two_readers(fd[1], fd[0]);
	/* Each message is whole. */
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd), 0);
	two_readers(fd[1], fd[0]);
	master = posix_openpt(O_RDWR | O_NOCTTY);
	REQUIRE(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	REQUIRE(slave >= 0);
	two_readers(slave, master);
}

/* --- what is there only once ------------------------------------------------------------------ */

static void *take_counter(void *arg)
{
	char *pages = arg;
	uint64_t sum = 0, value;

	/* Each ends by finding a great number. */
	for (size_t i = 0; i < ROUNDS; i++) {
		char *at = border(pages, i) - 4;

		if (read(shared_end, at, sizeof(value)) != sizeof(value))
			return (void *)-1L;
		memcpy(&value, at, sizeof(value));
		sum += value;
	}
	return (void *)sum;
}

static void counters(void)
{
	char *pages[2] = { fresh_pages(ROUNDS), fresh_pages(ROUNDS) };
	void *sum[2];
	pthread_t thread[2];

	REQUIRE(pages[0] && pages[1]);
	shared_end = eventfd(2 * ROUNDS, EFD_SEMAPHORE);
	REQUIRE(shared_end >= 0);
	for (int i = 0; i < 2; i++)
		REQUIRE_EQ(pthread_create(&thread[i], NULL, take_counter, pages[i]), 0);
	for (int i = 0; i < 2; i++) {
		REQUIRE_EQ(pthread_join(thread[i], &sum[i]), 0);
		EXPECT_EQ((long)sum[i], ROUNDS);
	}
	close(shared_end);
}

/* --- /proc ---------------------------------------------------------------------------------------- */

static char line[PAGE];
static ssize_t line_length;

static void *read_text(void *arg)
{
	char *pages = arg;
	size_t wrong = 0;

	for (size_t i = 0; i < ROUNDS; i++) {
		char *at = border(pages, i) - 8;

		wrong += pread(shared_end, at, 200, 0) != line_length ||
			memcmp(at, line, (size_t)line_length) != 0;
	}
	return (void *)wrong;
}

/* One open file's text, which is made anew with each of these reads. */
static void texts(void)
{
	char *pages[2] = { fresh_pages(ROUNDS), fresh_pages(ROUNDS) };
	void *wrong[2];
	pthread_t thread[2];

	REQUIRE(pages[0] && pages[1]);
	REQUIRE(mkdir("/proc", 0755) == 0 &&
		mount("proc", "/proc", "proc", 0, NULL) == 0);
	shared_end = open("/proc/version", O_RDONLY);
	line_length = read(shared_end, line, sizeof(line));
	REQUIRE(line_length > 8 && line_length < 200);
	for (int i = 0; i < 2; i++)
		REQUIRE_EQ(pthread_create(&thread[i], NULL, read_text, pages[i]), 0);
	for (int i = 0; i < 2; i++) {
		REQUIRE_EQ(pthread_join(thread[i], &wrong[i]), 0);
		EXPECT_EQ((long)wrong[i], 0);
	}
	close(shared_end);
}

/* --- what is taken away meanwhile ---------------------------------------------------------------- */

static volatile bool enough;
static int watched[4];

static void *watch_and_not(void *arg)
{
	(void)arg;
	while (!enough)
		for (int i = 0; i < 4; i++) {
			struct epoll_event e = { .events = EPOLLIN, .data.u64 = 77 };

			epoll_ctl(shared_end, EPOLL_CTL_DEL, watched[i], NULL);
			epoll_ctl(shared_end, EPOLL_CTL_ADD, watched[i], &e);
		}
	return NULL;
}

static void unwatched(void)
{
	char *pages = fresh_pages(ROUNDS);
	pthread_t thread;

	REQUIRE(pages != NULL);
	enough = false;
	shared_end = epoll_create1(0);
	for (int i = 0; i < 4; i++)
		watched[i] = eventfd(1, 0);
	REQUIRE_EQ(pthread_create(&thread, NULL, watch_and_not, NULL), 0);
	for (size_t i = 0; i < ROUNDS; i++) {
		struct epoll_event e, *at = (struct epoll_event *)(border(pages, i) - 6);
		int n = epoll_wait(shared_end, at, 4, -1);

		REQUIRE(n >= 1 && n <= 4);
		for (int k = 0; k < n; k++) {
			memcpy(&e, (char *)at + k * (int)sizeof(e), sizeof(e));
			EXPECT_EQ(e.data.u64, 77);
		}
	}
	enough = true;
	REQUIRE_EQ(pthread_join(thread, NULL), 0);
	for (int i = 0; i < 4; i++)
		close(watched[i]);
	close(shared_end);
}

#define VICTIM 100

static void *open_and_close(void *arg)
{
	while (!enough) {
		int fd = open((const char *)arg, O_RDWR);

		dup2(fd, VICTIM);
		close(fd);
		close(VICTIM);
	}
	return NULL;
}

/* The descriptor is closed while the call waits for its argument: it had the file. */
static void closed(void)
{
	char *pages = fresh_pages(4 * ROUNDS);
	int set = epoll_create1(0), to = open("/copy", O_RDWR | O_CREAT, 0600);
	static char name[] = "/victim";
	pthread_t thread;

	REQUIRE(pages != NULL && set >= 0 && to >= 0);
	REQUIRE(file_make(name, "text"));
	enough = false;
	REQUIRE_EQ(pthread_create(&thread, NULL, open_and_close, name), 0);
	for (size_t i = 0; i < ROUNDS; i++) {
		char *at = border(pages, 4 * i);

		EXPECT(fcntl(VICTIM, F_GETLK, at - 8) == 0 || errno == EBADF);
		EXPECT(ioctl(VICTIM, FIONBIO, at + STRIDE - 2) == 0 || errno == EBADF);
		EXPECT(sendfile(to, VICTIM, (off_t *)(at + 2 * STRIDE - 4), 4) >= 0 ||
			errno == EBADF);
		EXPECT(epoll_ctl(set, EPOLL_CTL_ADD, VICTIM,
			       (struct epoll_event *)(at + 3 * STRIDE - 4)) == 0 ||
			errno == EBADF || errno == EPERM || errno == EEXIST);
	}
	enough = true;
	REQUIRE_EQ(pthread_join(thread, NULL), 0);
	close(set);
	close(to);
}

/* A page that there will never be is an error, and nothing is lost by it. */
static void never(void)
{
	char *pages = fresh_pages(1), got[8] = "";
	int fd[2];

	REQUIRE(pages != NULL);
	EXPECT_EQ(munmap(pages + PAGE, STRIDE - PAGE), 0);
	REQUIRE_EQ(pipe(fd), 0);
	EXPECT_ERROR(write(fd[1], pages + PAGE - 4, 8), EFAULT);
	EXPECT_EQ(write(fd[1], TEXT, 4), 4);
	EXPECT_ERROR(read(fd[0], BAD, 4), EFAULT);
	EXPECT_EQ(read(fd[0], got, 8), 4);
	EXPECT_EQ(memcmp(got, TEXT, 4), 0);
	close(fd[0]);
	close(fd[1]);
	REQUIRE_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, fd), 0);
	EXPECT_ERROR(write(fd[1], pages + PAGE - 4, 8), EFAULT);
	EXPECT_EQ(write(fd[1], TEXT, 4), 4);
	EXPECT_ERROR(read(fd[0], pages + PAGE - 2, 4), EFAULT);
	EXPECT_EQ(read(fd[0], got, 8), 4);
	close(fd[0]);
	close(fd[1]);
}

static const struct guest_case cases[] = {
	{ "servers_up", servers_up },
	{ "pipe_in_turn", pipe_in_turn },
	{ "socket_in_turn", socket_in_turn },
	{ "pipe_is_atomic", pipe_is_atomic },
	{ "readers", readers },
	{ "counters", counters },
	{ "texts", texts },
	{ "unwatched", unwatched },
	{ "closed", closed },
	{ "never", never },
};

GUEST_MAIN(cases)
