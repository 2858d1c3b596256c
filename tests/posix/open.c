/* tests/posix/open.c - open, close, read, write, lseek, dup, fcntl on regular files.
 *
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/uio.h>

#include "file.h"

static void server_up(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/t", 0777), 0);
	REQUIRE_EQ(chdir("/t"), 0);
}

static void creating(void)
{
	struct stat st;
	int fd = open("a", O_RDWR | O_CREAT | O_EXCL, 0666);

	REQUIRE_EQ(fd, 3);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFREG | 0644);
	EXPECT_EQ(st.st_size, 0);
	EXPECT_EQ(st.st_nlink, 1);
	EXPECT_EQ(st.st_uid, 0);
	EXPECT_EQ(write(fd, "hello", 5), 5);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 5);
	EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
	char buf[10];
	EXPECT_EQ(read(fd, buf, 10), 5);
	EXPECT_EQ(memcmp(buf, "hello", 5), 0);
	EXPECT_EQ(read(fd, buf, 10), 0);
	EXPECT_EQ(close(fd), 0);
	EXPECT_ERROR(close(fd), EBADF);
	EXPECT_ERROR(open("a", O_CREAT | O_EXCL | O_RDWR, 0666), EEXIST);
	EXPECT_STR(file_text("a"), "hello");
	EXPECT_EQ(umask(077), 022);
	REQUIRE((fd = open("b", O_WRONLY | O_CREAT, 0777)) >= 0);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFREG | 0700);
	EXPECT_EQ(umask(022), 077);
	close(fd);
}

static void open_errors(void)
{
	static char longer[NAME_MAX + 2], longest[PATH_MAX + 1];

	memset(longer, 'x', NAME_MAX + 1);
	memset(longest, 'x', PATH_MAX);
	EXPECT_ERROR(open("none", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("none/x", O_RDWR | O_CREAT, 0666), ENOENT);
	EXPECT_ERROR(open("a/x", O_RDONLY), ENOTDIR);
	EXPECT_ERROR(open("a/", O_RDONLY), ENOTDIR);
	EXPECT_ERROR(open("a/x", O_RDWR | O_CREAT, 0666), ENOTDIR);
	EXPECT_ERROR(open("new/", O_RDWR | O_CREAT, 0666), EISDIR);
	EXPECT_ERROR(open("/t", O_WRONLY), EISDIR);
	EXPECT_ERROR(open("/t", O_RDWR), EISDIR);
	EXPECT_ERROR(open("/t", O_RDONLY | O_CREAT, 0666), EISDIR);
	EXPECT_ERROR(open("/t", O_RDONLY | O_TRUNC), EISDIR);
	EXPECT_ERROR(open("a", O_RDONLY | O_DIRECTORY), ENOTDIR);
	EXPECT_ERROR(open(longer, O_RDONLY), ENAMETOOLONG);
	EXPECT_ERROR(open(longest, O_RDONLY), ENAMETOOLONG);
	EXPECT_ERROR(open(NULL, O_RDONLY), EFAULT);
	EXPECT_ERROR(open(BAD, O_RDONLY), EFAULT);
	EXPECT_ERROR(open((char *)-1, O_RDONLY), EFAULT);
	EXPECT_ERROR(open("a", O_WRONLY | O_RDWR), EINVAL);
	EXPECT_ERROR(openat(-1, "a", O_RDONLY), EBADF);
	EXPECT_ERROR(openat(1000, "a", O_RDONLY), EBADF);
	EXPECT_ERROR(openat(1, "a", O_RDONLY), ENOTDIR);
}

/* A path that is just short enough, at the end of a page after which nothing is. */
static void paths_at_the_edge(void)
{
	static char room[3 * 4096];
	char *page = (char *)(((uintptr_t)room + 4095) & ~4095UL) + 4096;
	char *text = page - 2;

	memcpy(text, "a", 2);
	EXPECT_EQ(access(text, F_OK), 0);
	memset(room, '/', sizeof(room));
	memcpy(room + PATH_MAX - 3, "t", 2);
	EXPECT_EQ(access(room, F_OK), 0);
	memset(room, '/', sizeof(room));
	memcpy(room + PATH_MAX - 1, "t", 2);
	EXPECT_ERROR(access(room, F_OK), ENAMETOOLONG);
}

static void truncating(void)
{
	int fd;

	REQUIRE(file_make("t", "0123456789"));
	REQUIRE((fd = open("t", O_RDWR)) >= 0);
	EXPECT_EQ(ftruncate(fd, 4), 0);
	EXPECT_STR(file_text("t"), "0123");
	EXPECT_EQ(ftruncate(fd, 8), 0);
	EXPECT_EQ(file_size("t"), 8);
	char buf[8];
	EXPECT_EQ(pread(fd, buf, 8, 0), 8);
	EXPECT_EQ(memcmp(buf, "0123\0\0\0\0", 8), 0);
	EXPECT_ERROR(ftruncate(fd, -1), EINVAL);
	EXPECT_EQ(close(fd), 0);
	EXPECT_EQ(truncate("t", 1), 0);
	EXPECT_STR(file_text("t"), "0");
	EXPECT_ERROR(truncate("none", 1), ENOENT);
	EXPECT_ERROR(truncate("/t", 1), EISDIR);
	EXPECT_ERROR(truncate("t", -1), EINVAL);
	REQUIRE((fd = open("t", O_RDONLY)) >= 0);
	EXPECT_ERROR(ftruncate(fd, 1), EINVAL);
	close(fd);
	REQUIRE((fd = open("t", O_WRONLY | O_TRUNC)) >= 0);
	EXPECT_EQ(file_size("t"), 0);
	close(fd);
}

static void appending(void)
{
	int fd = open("ap", O_RDWR | O_CREAT | O_APPEND, 0666), other;

	REQUIRE(fd >= 0);
	REQUIRE((other = open("ap", O_RDWR)) >= 0);
	EXPECT_EQ(write(fd, "one", 3), 3);
	EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
	EXPECT_EQ(write(fd, "two", 3), 3);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 6);
	EXPECT_EQ(write(other, "X", 1), 1);
	EXPECT_STR(file_text("ap"), "Xnetwo");
	EXPECT_EQ(fcntl(fd, F_SETFL, 0), 0);
	EXPECT_EQ(pwrite(fd, "Y", 1, 0), 1);
	EXPECT_STR(file_text("ap"), "Ynetwo");
	close(fd);
	close(other);
}

static void access_modes(void)
{
	char buf[4];
	int fd = open("a", O_RDONLY);

	REQUIRE(fd >= 0);
	EXPECT_ERROR(write(fd, "x", 1), EBADF);
	close(fd);
	REQUIRE((fd = open("a", O_WRONLY)) >= 0);
	EXPECT_ERROR(read(fd, buf, 1), EBADF);
	close(fd);
	REQUIRE((fd = open("/t", O_RDONLY | O_DIRECTORY)) >= 0);
	EXPECT_ERROR(read(fd, buf, 1), EISDIR);
	EXPECT_ERROR(write(fd, buf, 1), EBADF);
	close(fd);
	REQUIRE((fd = open("a", O_PATH)) >= 0);
	EXPECT_ERROR(read(fd, buf, 1), EBADF);
	EXPECT_ERROR(
		syscall(SYS_fchmod, fd, 0600), EBADF); /* the library does it by name */
	EXPECT_EQ(fcntl(fd, F_GETFL), O_PATH);
	struct stat st;
	EXPECT_EQ(fstat(fd, &st), 0);
	close(fd);
}

static void bad_buffers(void)
{
	int fd = open("a", O_RDWR);
	struct iovec v = { .iov_base = BAD, .iov_len = 3 };
	char buf[4];

	REQUIRE(fd >= 0);
	EXPECT_ERROR(read(fd, BAD, 3), EFAULT);
	EXPECT_ERROR(read(fd, (void *)-4096L, 3), EFAULT);
	EXPECT_ERROR(write(fd, BAD, 3), EFAULT);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 0);
	EXPECT_STR(file_text("a"), "hello");
	EXPECT_ERROR(readv(fd, &v, 1), EFAULT);
	EXPECT_ERROR(readv(fd, BAD, 1), EFAULT);
	EXPECT_ERROR(readv(fd, &v, -1), EINVAL);
	EXPECT_ERROR(readv(fd, &v, 1025), EINVAL);
	v.iov_len = (size_t)-1;
	EXPECT_ERROR(writev(fd, &v, 1), EINVAL);
	EXPECT_EQ(readv(fd, NULL, 0), 0);
	EXPECT_ERROR(pread(fd, buf, 1, -1), EINVAL);
	EXPECT_ERROR(pwrite(fd, buf, 1, -1), EINVAL);
	EXPECT_ERROR(read(-1, buf, 1), EBADF);
	EXPECT_ERROR(write(3000, buf, 1), EBADF);
	close(fd);
}

static void vectors(void)
{
	char a[3], b[2], c[10];
	struct iovec out[3] = { { "abc", 3 }, { "", 0 }, { "defgh", 5 } };
	struct iovec in[3] = { { a, 3 }, { b, 2 }, { c, 10 } };
	int fd = open("v", O_RDWR | O_CREAT, 0666);

	REQUIRE(fd >= 0);
	EXPECT_EQ(writev(fd, out, 3), 8);
	EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
	EXPECT_EQ(readv(fd, in, 3), 8);
	EXPECT_EQ(memcmp(a, "abc", 3), 0);
	EXPECT_EQ(memcmp(b, "de", 2), 0);
	EXPECT_EQ(memcmp(c, "fgh", 3), 0);
	EXPECT_EQ(preadv(fd, in, 3, 6), 2);
	EXPECT_EQ(memcmp(a, "gh", 2), 0);
	EXPECT_EQ(pwritev(fd, out, 3, 4), 8);
	EXPECT_STR(file_text("v"), "abcdabcdefgh");
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 8);
	close(fd);
}

static void seeking(void)
{
	int fd = open("s", O_RDWR | O_CREAT, 0666), ends[2];

	REQUIRE(fd >= 0);
	EXPECT_EQ(lseek(fd, 1L << 30, SEEK_SET), 1L << 30);
	EXPECT_EQ(write(fd, "x", 1), 1);
	EXPECT_EQ(file_size("s"), (1L << 30) + 1);
	EXPECT_EQ(lseek(fd, 0, SEEK_DATA), 1L << 30);
	EXPECT_EQ(lseek(fd, 100, SEEK_HOLE), 100);
	EXPECT_EQ(lseek(fd, 1L << 30, SEEK_HOLE), (1L << 30) + 1);
	EXPECT_ERROR(lseek(fd, (1L << 30) + 1, SEEK_DATA), ENXIO);
	EXPECT_EQ(lseek(fd, -1, SEEK_END), 1L << 30);
	EXPECT_ERROR(lseek(fd, -1, SEEK_SET), EINVAL);
	EXPECT_ERROR(lseek(fd, -(1L << 40), SEEK_END), EINVAL);
	EXPECT_ERROR(lseek(fd, 0, 5), EINVAL);
	EXPECT_ERROR(lseek(-1, 0, SEEK_SET), EBADF);
	char buf[2] = "q";
	EXPECT_EQ(pread(fd, buf, 2, (1L << 30) - 1), 2);
	EXPECT_EQ(buf[0], 0);
	EXPECT_EQ(buf[1], 'x');
	struct stat st;
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_blocks, 8 + FILE_POINTERS(2));
	close(fd);
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_ERROR(lseek(ends[0], 0, SEEK_SET), ESPIPE);
	EXPECT_ERROR(pread(ends[0], buf, 1, 0), ESPIPE);
	close(ends[0]);
	close(ends[1]);
}

/* A sparse file of 1 TiB: holes take no memory, data anywhere is found. */
static void a_tebibyte(void)
{
	static char page[4096];
	int fd = open("huge", O_RDWR | O_CREAT, 0666);
	struct stat st;

	REQUIRE(fd >= 0);
	REQUIRE_EQ(ftruncate(fd, 1L << 40), 0);
	EXPECT_EQ(pwrite(fd, "end", 3, (1L << 40) - 3), 3);
	EXPECT_EQ(pwrite(fd, "middle", 6, 1L << 39), 6);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_size, 1L << 40);
	EXPECT_EQ(st.st_blocks, 16 + FILE_POINTERS(5));
	EXPECT_EQ(pread(fd, page, sizeof(page), (1L << 39) - 10), sizeof(page));
	EXPECT_EQ(memcmp(page, "\0\0\0\0\0\0\0\0\0\0middle\0", 17), 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_DATA), 1L << 39);
	EXPECT_EQ(lseek(fd, (1L << 39) + 5000, SEEK_DATA), (1L << 40) - 4096);
	EXPECT_EQ(ftruncate(fd, 10), 0);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_blocks, 0);
	EXPECT_EQ(unlink("huge"), 0);
	EXPECT_EQ(pwrite(fd, "still", 5, 0), 5);
	EXPECT_EQ(pread(fd, page, 10, 0), 10);
	EXPECT_EQ(memcmp(page, "still", 6), 0);
	close(fd);
	EXPECT_ERROR(open("huge", O_RDONLY), ENOENT);
}

static void duplicating(void)
{
	int fd = open("a", O_RDONLY), two, ten;
	char c;

	REQUIRE(fd >= 0);
	REQUIRE((two = dup(fd)) >= 0);
	EXPECT_EQ(two, fd + 1);
	EXPECT_EQ(read(fd, &c, 1), 1);
	EXPECT_EQ(lseek(two, 0, SEEK_CUR), 1);
	EXPECT_EQ(dup2(fd, 10), 10);
	EXPECT_EQ(dup2(10, 10), 10);
	EXPECT_ERROR(dup2(11, 11), EBADF);
	EXPECT_ERROR(dup2(fd, -1), EBADF);
	EXPECT_ERROR(dup2(fd, 100000), EBADF);
	EXPECT_ERROR(dup(77), EBADF);
	EXPECT_EQ(dup3(fd, 12, O_CLOEXEC), 12);
	EXPECT_EQ(fcntl(12, F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(fcntl(10, F_GETFD), 0);
	EXPECT_ERROR(dup3(fd, fd, 0), EINVAL);
	EXPECT_ERROR(dup3(fd, 13, O_APPEND), EINVAL);
	ten = fcntl(fd, F_DUPFD, 10);
	EXPECT_EQ(ten, 11);
	EXPECT_ERROR(fcntl(fd, F_DUPFD, 100000), EINVAL);
	EXPECT_ERROR(fcntl(fd, F_DUPFD, -1), EINVAL);
	EXPECT_EQ(fcntl(fd, F_DUPFD_CLOEXEC, 20), 20);
	EXPECT_EQ(fcntl(20, F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(fcntl(20, F_SETFD, 0), 0);
	EXPECT_EQ(fcntl(20, F_GETFD), 0);
	EXPECT_ERROR(fcntl(99, F_GETFD), EBADF);
	EXPECT_ERROR(fcntl(fd, 9999), EINVAL);
	EXPECT_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	EXPECT_EQ(close_range(fd, 100, 0), 0);
	EXPECT_ERROR(fcntl(fd, F_GETFD), EBADF);
	EXPECT_ERROR(fcntl(20, F_GETFD), EBADF);
}

static void many_descriptors(void)
{
	int last = -1, fd;

	while ((fd = open("a", O_RDONLY)) >= 0)
		last = fd;
	EXPECT_EQ(errno, EMFILE);
	EXPECT_EQ(last, 1023);
	EXPECT_ERROR(dup(0), EMFILE);
	EXPECT_ERROR(open("not-made", O_RDWR | O_CREAT, 0666), EMFILE);
	int ends[2];
	EXPECT_ERROR(pipe(ends), EMFILE);
	EXPECT_EQ(close_range(3, ~0U, 0), 0);
	EXPECT_ERROR(access("not-made", F_OK), ENOENT);
	EXPECT_EQ(open("a", O_RDONLY), 3);
	EXPECT_EQ(close(3), 0);
}

static void without_a_name(void)
{
	int fd = open("/t", O_TMPFILE | O_RDWR, 0600);
	struct stat st;

	REQUIRE(fd >= 0);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_nlink, 0);
	EXPECT_EQ(write(fd, "x", 1), 1);
	close(fd);
	EXPECT_ERROR(open("/t", O_TMPFILE | O_RDONLY, 0600), EINVAL);
}

/* Large writes, through every way that a file's bytes can be kept. */
static void large(void)
{
	static char out[300000], in[300000];
	int fd = open("large", O_RDWR | O_CREAT, 0666);
	size_t done = 0, step = 1;

	REQUIRE(fd >= 0);
	for (size_t i = 0; i < sizeof(out); i++)
		out[i] = (char)(i * 7 + i / 251);
	while (done < sizeof(out)) {
		size_t n = step < sizeof(out) - done ? step : sizeof(out) - done;

		REQUIRE_EQ(write(fd, out + done, n), n);
		done += n;
		step = step * 5 / 3 + 1;
	}
	EXPECT_EQ(pread(fd, in, sizeof(in), 0), sizeof(in));
	EXPECT_EQ(memcmp(in, out, sizeof(in)), 0);
	EXPECT_EQ(ftruncate(fd, 100001), 0);
	EXPECT_EQ(ftruncate(fd, 200000), 0);
	EXPECT_EQ(pread(fd, in, sizeof(in), 0), 200000);
	memset(out + 100001, 0, 99999);
	EXPECT_EQ(memcmp(in, out, 200000), 0);
	close(fd);
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "creating", creating },
	{ "errors of open", open_errors },
	{ "paths at the edge", paths_at_the_edge },
	{ "truncating", truncating },
	{ "appending", appending },
	{ "access modes", access_modes },
	{ "bad buffers", bad_buffers },
	{ "vectors", vectors },
	{ "seeking", seeking },
	{ "a tebibyte", a_tebibyte },
	{ "duplicating", duplicating },
	{ "many descriptors", many_descriptors },
	{ "without a name", without_a_name },
	{ "large", large },
};

GUEST_MAIN(cases)
