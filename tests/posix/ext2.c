/* tests/posix/ext2.c - a file system on a disk: mounted, filled, mapped, run from, unmounted.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-disk: virtio 96 mkfs=-b,4096,-I,256
 * guest-cpus: 2
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/mman.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#define FILE_DISK "/dev/vda"
#include "file.h"

#define PAGE    4096
#define HAMMERS 8
#define ROUNDS  60
#define BIG     (40UL << 20) /* more than a quarter of the machine's memory */
#define CHUNK   65536

static char chunk[CHUNK];

static void mounted(void)
{
	struct statfs st;

	REQUIRE(file_server_up());
	EXPECT_EQ(statfs("/", &st), 0);
	EXPECT_EQ(st.f_type, 0xef53);
	EXPECT_EQ(st.f_bsize, 4096);
	EXPECT(st.f_bfree > 0 && st.f_bfree < st.f_blocks);
	EXPECT(st.f_ffree < st.f_files);
}

static void fill(char *to, unsigned seed)
{
	for (unsigned i = 0; i < CHUNK; i++)
		to[i] = (char)(i * 7 + seed * 13 + (i >> 8));
}

/* More than the cache may keep comes back as it was written. */
static void large(void)
{
	static char back[CHUNK];
	int fd = open("/large", O_RDWR | O_CREAT | O_TRUNC, 0644);

	REQUIRE(fd >= 0);
	for (unsigned k = 0; k < BIG / CHUNK; k++) {
		fill(chunk, k);
		REQUIRE_EQ(write(fd, chunk, CHUNK), CHUNK);
	}
	EXPECT_EQ(fsync(fd), 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
	for (unsigned k = 0; k < BIG / CHUNK; k++) {
		fill(chunk, k);
		REQUIRE_EQ(read(fd, back, CHUNK), CHUNK);
		REQUIRE_EQ(memcmp(back, chunk, CHUNK), 0);
	}
	EXPECT_EQ(read(fd, back, CHUNK), 0);
	EXPECT_EQ(close(fd), 0);
	EXPECT_EQ(unlink("/large"), 0);
}

static void full(void)
{
	int fd = open("/full", O_RDWR | O_CREAT | O_TRUNC, 0644);
	struct statfs st;
	struct stat s;
	ssize_t n;
	off_t size = 0;

	REQUIRE(fd >= 0);
	while ((n = write(fd, chunk, CHUNK)) > 0)
		size += n;
	EXPECT_EQ(n, -1);
	EXPECT_EQ(errno, ENOSPC);
	EXPECT_EQ(fstat(fd, &s), 0);
	EXPECT_EQ(s.st_size, size);
	EXPECT_EQ(statfs("/", &st), 0);
	EXPECT_EQ(st.f_bfree, 0);
	EXPECT_ERROR(mkdir("/none", 0755), ENOSPC);
	EXPECT_ERROR(access("/none", F_OK), ENOENT);
	EXPECT_EQ(fsync(fd), 0);
	EXPECT_EQ(ftruncate(fd, 0), 0);
	EXPECT_EQ(mkdir("/none", 0755), 0);
	EXPECT_EQ(rmdir("/none"), 0);
	EXPECT_EQ(close(fd), 0);
	EXPECT_EQ(unlink("/full"), 0);
}

/* What is read, what is written, and what is mapped are the same bytes. */
static void mapped(void)
{
	int fd = open("/map", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *shared, *private, buf[16] = { 0 };

	REQUIRE(fd >= 0);
	fill(chunk, 1);
	EXPECT_EQ(write(fd, chunk, 3 * PAGE + 100), 3 * PAGE + 100);
	shared = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	private = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	REQUIRE(shared != MAP_FAILED && private != MAP_FAILED);
	EXPECT_EQ(memcmp(shared, chunk, 3 * PAGE + 100), 0);
	EXPECT_EQ(shared[3 * PAGE + 100], 0);
	memcpy(shared + PAGE, "by the mapping", 14);
	memcpy(private + 2 * PAGE, "mine", 4);
	EXPECT_EQ(pread(fd, buf, 14, PAGE), 14);
	EXPECT_EQ(memcmp(buf, "by the mapping", 14), 0);
	EXPECT_EQ(pwrite(fd, "by write", 8, 5), 8);
	EXPECT_EQ(memcmp(shared + 5, "by write", 8), 0);
	EXPECT_EQ(memcmp(private + 5, "by write", 8), 0);
	EXPECT_EQ(pread(fd, buf, 4, 2 * PAGE), 4);
	EXPECT(memcmp(buf, "mine", 4) != 0);
	/* From a mapping of the file into the file itself. */
	EXPECT_EQ(pwrite(fd, shared + PAGE, PAGE, 4 * PAGE), PAGE);
	EXPECT_EQ(msync(shared, 4 * PAGE, MS_SYNC), 0);
	EXPECT_EQ(munmap(shared, 4 * PAGE), 0);
	EXPECT_EQ(munmap(private, 4 * PAGE), 0);
	EXPECT_EQ(close(fd), 0);
}

/* A file of which nothing is in memory is mapped, read and written from there. */
static void remounted(void)
{
	char buf[32] = { 0 };
	char *p;
	int fd;

	EXPECT_EQ(chdir("/"), 0);
	/* Through the descriptor of the old root the way out of here. */
	fd = open("/map", O_RDONLY);
	REQUIRE(fd >= 0);
	EXPECT_EQ(fsync(fd), 0);
	EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
	p = mmap(NULL, 5 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	REQUIRE(p != MAP_FAILED);
	EXPECT_EQ(memcmp(p + 4 * PAGE, "by the mapping", 14), 0);
	EXPECT_EQ(munmap(p, 5 * PAGE), 0);
	EXPECT_EQ(pread(fd, buf, 14, 4 * PAGE), 14);
	EXPECT_EQ(memcmp(buf, "by the mapping", 14), 0);
	EXPECT_EQ(close(fd), 0);
}

/* How many of the pages from p on are in memory. */
static unsigned in_memory(char *p, unsigned pages)
{
	unsigned char there[64];
	unsigned n = 0;

	if (mincore(p, pages * PAGE, there) != 0)
		return 999;
	for (unsigned i = 0; i < pages; i++)
		n += there[i] & 1;
	return n;
}

#define PAGES 64

static void advised(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	int fd = open("/advised", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *p;

	REQUIRE(fd >= 0);
	for (unsigned k = 0; k < PAGES; k++)
		EXPECT_EQ(pwrite(fd, "page", 4, k * PAGE), 4);
	/* Dirty pages are written first; a page in part stays. */
	EXPECT_EQ(posix_fadvise(fd, 0, 10 * PAGE + 1, POSIX_FADV_DONTNEED), 0);
	p = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	REQUIRE(p != MAP_FAILED);
	EXPECT_EQ(in_memory(p, 10), 0);
	EXPECT_EQ(in_memory(p + 10 * PAGE, PAGES - 10), PAGES - 10);
	EXPECT_EQ(munmap(p, PAGES * PAGE), 0);
	EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);

	/* A mapping that is to be filled is. */
	p = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 16 * PAGE);
	REQUIRE(p != MAP_FAILED);
	EXPECT_EQ(in_memory(p, PAGES - 16), PAGES - 16);
	EXPECT_EQ(memcmp(p + 5 * PAGE, "page", 5), 0);
	EXPECT_EQ(munmap(p, PAGES * PAGE), 0);

	/* What is to be needed comes, some time. */
	EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
	p = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	REQUIRE(p != MAP_FAILED);
	EXPECT_EQ(in_memory(p, PAGES), 0);
	EXPECT_EQ(posix_fadvise(fd, 8 * PAGE, 8 * PAGE, POSIX_FADV_WILLNEED), 0);
	EXPECT_EQ(syscall(SYS_readahead, fd, 32 * PAGE, 32 * PAGE), 0);
	for (unsigned i = 0; i < 6000 && in_memory(p, PAGES) < 40; i++)
		nanosleep(&moment, NULL);
	EXPECT_EQ(in_memory(p, PAGES), 40);
	EXPECT_EQ(in_memory(p + 8 * PAGE, 8), 8);
	EXPECT_EQ(memcmp(p + 63 * PAGE, "page", 5), 0);
	EXPECT_EQ(munmap(p, PAGES * PAGE), 0);

	EXPECT_EQ(posix_fadvise(fd, 0, -1, POSIX_FADV_WILLNEED), EINVAL);
	EXPECT_EQ(posix_fadvise(fd, 0, 0, 6), EINVAL);
	EXPECT_EQ(posix_fadvise(fd, 1LL << 40, 1, POSIX_FADV_WILLNEED), 0);
	EXPECT_ERROR(syscall(SYS_readahead, fd, -1L, PAGE), EINVAL);
	EXPECT_EQ(close(fd), 0);
	EXPECT_ERROR(syscall(SYS_readahead, fd, 0, PAGE), EBADF);
	EXPECT_EQ(unlink("/advised"), 0);
}

static void sparse(void)
{
	int fd = open("/sparse", O_RDWR | O_CREAT | O_TRUNC, 0600);
	const off_t tib = 1LL << 40;
	char buf[8] = { 0 };
	struct stat st;

	REQUIRE(fd >= 0);
	EXPECT_EQ(pwrite(fd, "end", 3, tib - 3), 3);
	EXPECT_EQ(pwrite(fd, "middle", 6, tib / 2), 6);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_size, tib);
	EXPECT(st.st_blocks < 100);
	EXPECT_EQ(lseek(fd, 0, SEEK_DATA), tib / 2);
	EXPECT_EQ(lseek(fd, tib / 2, SEEK_HOLE), tib / 2 + PAGE);
	EXPECT_EQ(lseek(fd, tib / 2 + PAGE, SEEK_DATA), tib - PAGE);
	EXPECT_EQ(pread(fd, buf, 6, tib / 2), 6);
	EXPECT_EQ(memcmp(buf, "middle", 6), 0);
	EXPECT_EQ(pread(fd, buf, 6, tib / 4), 6);
	EXPECT_EQ(memcmp(buf, "\0\0\0\0\0", 6), 0);
	EXPECT_EQ(fsync(fd), 0);
	EXPECT_EQ(ftruncate(fd, tib / 2 + 3), 0);
	EXPECT_EQ(ftruncate(fd, tib), 0);
	EXPECT_EQ(pread(fd, buf, 6, tib / 2), 6);
	EXPECT_EQ(memcmp(buf, "mid\0\0\0", 6), 0);
	EXPECT_EQ(close(fd), 0);
}

/* Eight processes on few names in one directory. */
static void hammer(unsigned me)
{
	char a[40], b[40], data[300];

	for (unsigned k = 0; k < ROUNDS; k++) {
		int fd;

		snprintf(a, sizeof(a), "/hammered/%u", (k * 7 + me) % 12);
		snprintf(b, sizeof(b), "/hammered/%u", (k * 5 + me * 3) % 12);
		memset(data, (int)me, sizeof(data));
		fd = open(a, O_RDWR | O_CREAT, 0644);
		if (fd >= 0) {
			if (write(fd, data, sizeof(data)) != (ssize_t)sizeof(data))
				_exit(1);
			if (k % 16 == 0 && fsync(fd) != 0)
				_exit(2);
			close(fd);
		} else if (errno != EISDIR && errno != ENOENT) {
			_exit(errno);
		}
		switch (k % 5) {
		case 0:
			rename(a, b);
			break;
		case 1:
			link(a, b);
			break;
		case 2:
			unlink(b);
			break;
		case 3:
			if (mkdir(b, 0755) == 0)
				rmdir(b);
			break;
		case 4:
			/* Not to another one of the names: such links could lead to each other. */
			if (symlink("/synced", b) == 0)
				unlink(b);
			break;
		}
	}
	_exit(0);
}

static void hammered(void)
{
	pid_t pid[HAMMERS];

	EXPECT_EQ(mkdir("/hammered", 0755), 0);
	for (unsigned i = 0; i < HAMMERS; i++) {
		pid[i] = fork();
		REQUIRE(pid[i] >= 0);
		if (pid[i] == 0)
			hammer(i);
	}
	for (unsigned i = 0; i < HAMMERS; i++) {
		int status = -1;

		EXPECT_EQ(waitpid(pid[i], &status, 0), pid[i]);
		EXPECT_EQ(status, 0);
	}
}

static void synced(void)
{
	int fd = open("/synced", O_RDWR | O_CREAT | O_TRUNC | O_DSYNC, 0600);

	REQUIRE(fd >= 0);
	EXPECT_EQ(write(fd, "x", 1), 1);
	EXPECT_EQ(fdatasync(fd), 0);
	EXPECT_EQ(syncfs(fd), 0);
	EXPECT_EQ(close(fd), 0);
	sync();
}

static const struct guest_case cases[] = {
	{ "mounted", mounted },
	{ "more than the cache holds", large },
	{ "a full disk", full },
	{ "mappings", mapped },
	{ "what is not in memory any more", remounted },
	{ "advice", advised },
	{ "a file of 1 TiB", sparse },
	{ "synchronous writes", synced },
	{ "eight processes in one directory", hammered },
};

GUEST_MAIN(cases)
