/* tests/posix/mmap-file.c - files mapped: the memory server hands the call to the VFS server.
 *
 * guest-server: vfs
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "file.h"
#undef EXPECT_ERROR
#include "memory.h"

static const char text[] = "a file of some length, and no more than that";

static char *map_file(int fd, size_t pages, int prot, int flags, off_t offset)
{
	char *p = mmap(NULL, pages * PAGE, prot, flags, fd, offset);

	return p == MAP_FAILED ? NULL : p;
}

static void servers_up(void)
{
	REQUIRE(memory_server_up());
	REQUIRE(file_server_up());
}

static void private(void)
{
	char *p, byte;
	int fd;

	REQUIRE(file_make("/map", text));
	fd = open("/map", O_RDONLY);
	p = map_file(fd, 1, RW, MAP_PRIVATE, 0);
	REQUIRE(p != NULL);
	EXPECT_EQ(memcmp(p, text, sizeof(text) - 1), 0);
	for (size_t i = sizeof(text) - 1; i < PAGE; i++)
		REQUIRE_EQ(p[i], 0);
	p[0] = 'X';
	EXPECT_EQ(pread(fd, &byte, 1, 0), 1);
	EXPECT_EQ(byte, 'a');
	EXPECT_EQ(close(fd), 0); /* the mapping stays */
	EXPECT_EQ(p[1], ' ');
	EXPECT_EQ(munmap(p, PAGE), 0);
	EXPECT_EQ(unlink("/map"), 0);
}

static void shared(void)
{
	char *p, *q, buf[8] = { 0 };
	int fd = open("/map", O_RDWR | O_CREAT | O_TRUNC, 0600);

	REQUIRE(fd >= 0);
	EXPECT_EQ(ftruncate(fd, 3 * PAGE), 0);
	p = map_file(fd, 3, RW, MAP_SHARED, 0);
	q = map_file(fd, 1, PROT_READ, MAP_SHARED, PAGE);
	REQUIRE(p && q);
	memcpy(p + PAGE, "mapped", 6);
	EXPECT_EQ(memcmp(q, "mapped", 6), 0);
	EXPECT_EQ(pread(fd, buf, 6, PAGE), 6);
	EXPECT_STR(buf, "mapped");
	EXPECT_EQ(pwrite(fd, "writes", 6, PAGE), 6);
	EXPECT_EQ(memcmp(q, "writes", 6), 0);
	EXPECT_EQ(msync(p, 3 * PAGE, MS_SYNC), 0);
	EXPECT_EQ(munmap(p, 3 * PAGE) | munmap(q, PAGE), 0);
	EXPECT_EQ(close(fd) | unlink("/map"), 0);
}

static int put(void *p)
{
	memcpy(p, "child", 5);
	return 0;
}

/* Clones share what is shared, and not what is private. */
static void clones(void)
{
	char *p, *q;
	int fd = open("/map", O_RDWR | O_CREAT | O_TRUNC, 0600);

	EXPECT_EQ(ftruncate(fd, PAGE), 0);
	p = map_file(fd, 1, RW, MAP_SHARED, 0);
	q = map_file(fd, 1, RW, MAP_PRIVATE, 0);
	REQUIRE(p && q);
	EXPECT_EQ(memory_in_child(put, p), 0);
	EXPECT_EQ(memcmp(p, "child", 5), 0);
	EXPECT_EQ(memcmp(q, "child", 5), 0); /* not written to: as the file */
	EXPECT_EQ(memory_in_child(put, q + 100), 0);
	EXPECT_EQ(q[100], 0);
	EXPECT_EQ(munmap(p, PAGE) | munmap(q, PAGE) | close(fd) | unlink("/map"), 0);
}

/* Past the file's end: SIGBUS; and what is cut off goes from the mapping. */
static void ends(void)
{
	char *p;
	int fd = open("/map", O_RDWR | O_CREAT | O_TRUNC, 0600);

	EXPECT_EQ(ftruncate(fd, 2 * PAGE), 0);
	p = map_file(fd, 4, RW, MAP_SHARED, 0);
	REQUIRE(p != NULL);
	p[PAGE] = 'x';
	EXPECT_EQ(MEMORY_READ(p + 2 * PAGE - 1), 0);
	EXPECT_EQ(MEMORY_READ(p + 2 * PAGE), SIGBUS);
	EXPECT_EQ(ftruncate(fd, PAGE), 0);
	EXPECT_EQ(MEMORY_READ(p + PAGE), SIGBUS);
	/* Of an empty file not even the first page is there. */
	EXPECT_EQ(ftruncate(fd, 0), 0);
	EXPECT_EQ(MEMORY_READ(p), SIGBUS);
	EXPECT_EQ(ftruncate(fd, 3 * PAGE), 0);
	EXPECT_EQ(p[PAGE], 0);
	EXPECT_EQ(MEMORY_READ(p + 3 * PAGE - 1), 0);
	EXPECT_EQ(munmap(p, 4 * PAGE) | close(fd) | unlink("/map"), 0);
}

static void rights(void)
{
	int fd, only;
	char *p;

	REQUIRE(file_make("/map", text));
	fd = open("/map", O_RDONLY);
	only = open("/map", O_WRONLY);
	EXPECT_ERROR(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0), EACCES);
	EXPECT_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, only, 0), EACCES);
	EXPECT_ERROR(mmap(NULL, PAGE, PROT_WRITE, MAP_PRIVATE, only, 0), EACCES);
	p = map_file(fd, 1, PROT_READ, MAP_SHARED, 0);
	REQUIRE(p != NULL);
	EXPECT_ERROR(mprotect(p, PAGE, RW), EACCES);
	EXPECT_EQ(MEMORY_WRITE(p), SIGSEGV);
	EXPECT_EQ(munmap(p, PAGE), 0);
	p = map_file(fd, 1, PROT_READ, MAP_PRIVATE, 0);
	EXPECT_EQ(mprotect(p, PAGE, RW), 0);
	p[0] = 'p';
	EXPECT_EQ(munmap(p, PAGE) | close(fd) | close(only) | unlink("/map"), 0);
}

static void errors(void)
{
	int fd, folder = open("/", O_RDONLY);

	REQUIRE(file_make("/map", text));
	fd = open("/map", O_RDWR);
	EXPECT_ERROR(mmap(NULL, 0, RW, MAP_SHARED, fd, 0), EINVAL);
	EXPECT_ERROR(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 1), EINVAL);
	EXPECT_ERROR(mmap(NULL, PAGE, RW, 0, fd, 0), EINVAL);
	EXPECT_ERROR(mmap(NULL, PAGE, RW, MAP_SHARED, 99, 0), EBADF);
	EXPECT_ERROR(mmap(NULL, PAGE, RW, MAP_SHARED, -1, 0), EBADF);
	EXPECT_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, folder, 0), ENODEV);
	EXPECT_ERROR(mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, -(off_t)PAGE), EOVERFLOW);
	EXPECT_ERROR(mmap(NULL, 1UL << 63, RW, MAP_SHARED, fd, 0), ENOMEM);
	EXPECT_ERROR(mmap((void *)5, PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 0), EINVAL);
	EXPECT_EQ(close(fd) | close(folder) | unlink("/map"), 0);
}

/* Memory that is a file: without a name, and with one. */
static void memory_files(void)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	char *p;

	REQUIRE(fd >= 0);
	EXPECT_EQ(ftruncate(fd, PAGE), 0);
	p = map_file(fd, 1, RW, MAP_SHARED, 0);
	REQUIRE(p != NULL);
	EXPECT_EQ(memory_in_child(put, p), 0);
	EXPECT_EQ(memcmp(p, "child", 5), 0);
	EXPECT_EQ(munmap(p, PAGE) | close(fd), 0);
	mkdir("/dev", 0755);
	mkdir("/dev/shm", 01777);
	EXPECT_ERROR(shm_open("/a/b", O_RDWR | O_CREAT, 0600), EINVAL);
	EXPECT_ERROR(shm_open("", O_RDWR | O_CREAT, 0600), EINVAL);
	EXPECT_ERROR(shm_open("/none", O_RDWR, 0600), ENOENT);
	EXPECT_ERROR(shm_unlink("/none"), ENOENT);
	fd = shm_open("/test", O_RDWR | O_CREAT | O_EXCL, 0600);
	REQUIRE(fd >= 0);
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EXPECT_ERROR(shm_open("/test", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
	EXPECT_EQ(ftruncate(fd, PAGE), 0);
	p = map_file(fd, 1, RW, MAP_SHARED, 0);
	REQUIRE(p != NULL);
	p[0] = 's';
	EXPECT_EQ(close(fd), 0);
	fd = shm_open("test", O_RDONLY, 0);
	EXPECT_EQ(map_file(fd, 1, PROT_READ, MAP_SHARED, 0)[0], 's');
	EXPECT_EQ(close(fd) | shm_unlink("/test"), 0);
	EXPECT_EQ(p[0], 's');
	EXPECT_EQ(munmap(p, PAGE), 0);
}

/* All of it comes back. */
static void pages(void)
{
	enum { N = 200 };
	uint64_t before = 0;

	for (int round = 0; round < 3; round++) {
		int fd = open("/map", O_RDWR | O_CREAT | O_TRUNC, 0600);
		char *p;

		if (round == 1)
			before = memory_free_pages();
		EXPECT_EQ(ftruncate(fd, N * PAGE), 0);
		p = map_file(fd, N, RW, MAP_SHARED | MAP_POPULATE, 0);
		REQUIRE(p != NULL);
#ifndef FILE_DISK /* what is not there is asked for, and not waited for */
		EXPECT_EQ(memory_resident(p, N), N);
#endif
		memset(p, round, N * PAGE);
		EXPECT_EQ(munmap(p, N * PAGE) | close(fd) | unlink("/map"), 0);
		if (round == 2)
			EXPECT(memory_free_pages() + 16 >= before);
	}
}

static const struct guest_case cases[] = {
	{ "servers_up", servers_up },
	{ "private", private },
	{ "shared", shared },
	{ "clones", clones },
	{ "ends", ends },
	{ "rights", rights },
	{ "errors", errors },
	{ "memory_files", memory_files },
	{ "pages", pages },
};

GUEST_MAIN(cases)
