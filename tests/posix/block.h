/* tests/posix/block.h - block devices and their partitions, whoever drives them.
 *
 * The includer has BLOCK_DISK, "vd" or "sd", BLOCK_READ_ONLY, 1 if the second disk can only
 * be read, BLOCK_SECTOR_SIZE, the third one's, and a machine with three disks, of 16, 8
 * and 8 MiB. The first is more than what a driver takes at a time.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_BLOCK_H
#define XINIM_TESTS_POSIX_BLOCK_H

#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>

#include "file.h"

#define DISK      "/dev/" BLOCK_DISK "a"
#define READ_ONLY "/dev/" BLOCK_DISK "b"
#define COARSE    "/dev/" BLOCK_DISK "c"
#define MIB       (1L << 20)
#define BIG       (16 * MIB)
#define SMALL     (8 * MIB)
#define CHUNK     (1 * MIB)
#define WAITS     6000 /* times 10 ms, for disks to be there */

static bool wait_for_node(const char *path)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	for (int i = 0; i < WAITS; i++) {
		int fd = open(path, O_RDONLY);

		if (fd >= 0)
			return close(fd) == 0;
		nanosleep(&moment, NULL);
	}
	return false;
}

static void disks_come(void)
{
	struct stat st;

	REQUIRE(file_server_up());
	REQUIRE(wait_for_node(DISK));
	REQUIRE(wait_for_node(READ_ONLY));
	REQUIRE(wait_for_node(COARSE));
	REQUIRE_EQ(stat(DISK, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFBLK | 0660);
	EXPECT_EQ(st.st_size, 0);
	EXPECT_EQ(major(st.st_rdev), BLOCK_DISK[0] == 's' ? 8 : 254);
	EXPECT_EQ(minor(st.st_rdev), 0);
	REQUIRE_EQ(stat(COARSE, &st), 0);
	EXPECT_EQ(minor(st.st_rdev), 32);
}

static void sizes(void)
{
	unsigned long sectors = 0;
	uint64_t bytes = 0;
	unsigned number = 0;
	int fd = open(DISK, O_RDONLY), value = -1;

	REQUIRE(fd >= 0);
	EXPECT_EQ(ioctl(fd, BLKGETSIZE64, &bytes), 0);
	EXPECT_EQ(bytes, BIG);
	EXPECT_EQ(ioctl(fd, BLKGETSIZE, &sectors), 0);
	EXPECT_EQ(sectors, BIG / 512);
	EXPECT_EQ(ioctl(fd, BLKSSZGET, &value), 0);
	EXPECT_EQ(value, 512);
	EXPECT_EQ(ioctl(fd, BLKROGET, &value), 0);
	EXPECT_EQ(value, 0);
	EXPECT_EQ(ioctl(fd, BLKIOOPT, &number), 0);
	EXPECT_EQ(ioctl(fd, BLKFLSBUF, 0), 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_END), BIG);
	EXPECT_EQ(lseek(fd, -512, SEEK_END), BIG - 512);
	EXPECT_ERROR(ioctl(fd, BLKGETSIZE64, BAD), EFAULT);
	EXPECT_ERROR(ioctl(fd, BLKROGET, BAD), EFAULT);
	EXPECT_ERROR(ioctl(fd, 0x12ff, &value), ENOTTY);
	EXPECT_EQ(close(fd), 0);
	REQUIRE((fd = open(COARSE, O_RDONLY)) >= 0);
	EXPECT_EQ(ioctl(fd, BLKSSZGET, &value), 0);
	EXPECT_EQ(value, BLOCK_SECTOR_SIZE);
	EXPECT_EQ(ioctl(fd, BLKGETSIZE64, &bytes), 0);
	EXPECT_EQ(bytes, SMALL);
	EXPECT_EQ(close(fd), 0);
}

/* What byte `at` of the disk is to be: different in each sector, whatever its size. */
static unsigned char pattern(unsigned long at)
{
	return (unsigned char)((at / 8 * 2654435761UL >> 16) + at);
}

static void fill(unsigned char *to, unsigned long at, unsigned long length)
{
	for (unsigned long i = 0; i < length; i++)
		to[i] = pattern(at + i);
}

static bool is_pattern(const unsigned char *from, unsigned long at, unsigned long length)
{
	for (unsigned long i = 0; i < length; i++)
		if (from[i] != pattern(at + i))
			return false;
	return true;
}

/* All of the disk, in pieces that are much larger than one request. */
static void written_and_read(void)
{
	unsigned char *buffer = malloc(CHUNK);
	int fd = open(DISK, O_RDWR);

	REQUIRE(fd >= 0 && buffer);
	EXPECT_EQ(read(fd, buffer, 512), 512);
	EXPECT_EQ(buffer[0] | buffer[511], 0);
	for (unsigned long at = 0; at < BIG; at += CHUNK) {
		fill(buffer, at, CHUNK);
		REQUIRE_EQ(pwrite(fd, buffer, CHUNK, (off_t)at), CHUNK);
	}
	EXPECT_EQ(fsync(fd), 0);
	EXPECT_EQ(close(fd), 0);
	REQUIRE((fd = open(DISK, O_RDONLY)) >= 0);
	for (unsigned long at = 0; at < BIG; at += CHUNK) {
		memset(buffer, 0, CHUNK);
		REQUIRE_EQ(pread(fd, buffer, CHUNK, (off_t)at), CHUNK);
		REQUIRE(is_pattern(buffer, at, CHUNK));
	}
	EXPECT_EQ(close(fd), 0);
	free(buffer);
}

/* Bytes that begin and end anywhere, on sectors of both sizes: the rest stays. */
static void parts_of_sectors(const char *path)
{
	static const unsigned place[][2] = { { 0, 1 }, { 511, 2 }, { 4095, 4098 },
		{ 70000, 131 }, { 100, 200000 }, { 8191, 1 } };
	unsigned char *was = malloc(CHUNK), *is = malloc(CHUNK);
	int fd = open(path, O_RDWR);

	REQUIRE(fd >= 0 && was && is);
	fill(was, 0, CHUNK);
	REQUIRE_EQ(pwrite(fd, was, CHUNK, 0), CHUNK);
	for (unsigned i = 0; i < sizeof(place) / sizeof(place[0]); i++) {
		memset(was + place[i][0], (int)i, place[i][1]);
		REQUIRE_EQ(pwrite(fd, was + place[i][0], place[i][1], place[i][0]),
			place[i][1]);
		REQUIRE_EQ(pread(fd, is, CHUNK, 0), CHUNK);
		REQUIRE(memcmp(was, is, CHUNK) == 0);
		REQUIRE_EQ(pread(fd, is, place[i][1], place[i][0]), place[i][1]);
		REQUIRE(memcmp(was + place[i][0], is, place[i][1]) == 0);
	}
	EXPECT_EQ(close(fd), 0);
	free(was);
	free(is);
}

static void parts_of_small_sectors(void)
{
	parts_of_sectors(DISK);
}

static void parts_of_large_sectors(void)
{
	parts_of_sectors(COARSE);
}

static void ends(void)
{
	char buffer[1024] = "end";
	int fd = open(DISK, O_RDWR);

	REQUIRE(fd >= 0);
	EXPECT_EQ(pwrite(fd, buffer, sizeof(buffer), BIG - 512), 512);
	EXPECT_ERROR(pwrite(fd, buffer, 1, BIG), ENOSPC);
	EXPECT_ERROR(pwrite(fd, buffer, 1, BIG + 512), ENOSPC);
	memset(buffer, 0, sizeof(buffer));
	EXPECT_EQ(pread(fd, buffer, sizeof(buffer), BIG - 512), 512);
	EXPECT_STR(buffer, "end");
	EXPECT_EQ(pread(fd, buffer, 1, BIG), 0);
	EXPECT_EQ(pread(fd, buffer, 1, BIG + 512), 0);
	EXPECT_EQ(pread(fd, buffer, 0, 0), 0);
	EXPECT_ERROR(pread(fd, BAD, 512, 0), EFAULT);
	EXPECT_ERROR(pwrite(fd, BAD, 512, 0), EFAULT);
	EXPECT_ERROR(pread(fd, buffer, 1, -1), EINVAL);
	EXPECT_EQ(close(fd), 0);
	fd = open(DISK, O_RDONLY);
	EXPECT_ERROR(write(fd, buffer, 512), EBADF);
	EXPECT_EQ(close(fd), 0);
}

static void read_only(void)
{
	char buffer[512];
	int fd = open(READ_ONLY, O_RDWR), value = 0;

	REQUIRE(fd >= 0);
	EXPECT_EQ(read(fd, buffer, 512), 512);
	EXPECT_EQ(ioctl(fd, BLKROGET, &value), 0);
	EXPECT_EQ(value, BLOCK_READ_ONLY);
	if (BLOCK_READ_ONLY) {
		EXPECT_ERROR(write(fd, buffer, 512), EPERM);
		value = 0;
		EXPECT_ERROR(ioctl(fd, BLKROSET, &value), EACCES);
	}
	EXPECT_EQ(close(fd), 0);
	/* One that can be written to, until somebody says otherwise. */
	REQUIRE((fd = open(COARSE, O_RDWR)) >= 0);
	value = 1;
	EXPECT_EQ(ioctl(fd, BLKROSET, &value), 0);
	EXPECT_ERROR(write(fd, buffer, 512), EPERM);
	value = 0;
	EXPECT_EQ(ioctl(fd, BLKROSET, &value), 0);
	EXPECT_EQ(write(fd, buffer, 512), 512);
	EXPECT_ERROR(ioctl(fd, BLKROSET, BAD), EFAULT);
	EXPECT_EQ(close(fd), 0);
}

/* Eight processes, each with a part of the disk: their requests are under way together. */
static void several_at_a_time(void)
{
	enum { PROCESSES = 8, EACH = BIG / PROCESSES, STEP = 96 * 1024 };
	pid_t pid[PROCESSES];

	for (int i = 0; i < PROCESSES; i++) {
		pid[i] = fork();
		REQUIRE(pid[i] >= 0);
		if (pid[i] == 0) {
			unsigned char *buffer = malloc(STEP);
			int fd = open(DISK, O_RDWR), bad = 0;
			long from = (long)i * EACH;

			for (long at = from; at + STEP <= from + EACH; at += STEP) {
				fill(buffer, (unsigned long)(at + i), STEP);
				bad |= pwrite(fd, buffer, STEP, at) != STEP;
			}
			for (long at = from; at + STEP <= from + EACH; at += STEP) {
				bad |= pread(fd, buffer, STEP, at) != STEP;
				bad |= !is_pattern(buffer, (unsigned long)(at + i), STEP);
			}
			_exit(bad);
		}
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = -1;

		EXPECT_EQ(waitpid(pid[i], &status, 0), pid[i]);
		EXPECT_EQ(status, 0);
	}
}

/* --- partitions ------------------------------------------------------------------------ */

static void put32(unsigned char *p, unsigned long value)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> 8 * i);
}

/* A master boot record with one partition of this type, in sectors. */
static void make_mbr(unsigned char *p, int type, unsigned long start, unsigned long count)
{
	memset(p, 0, 512);
	p[446 + 4] = (unsigned char)type;
	put32(p + 446 + 8, start);
	put32(p + 446 + 12, count);
	p[510] = 0x55;
	p[511] = 0xaa;
}

static bool there(const char *path)
{
	return access(path, F_OK) == 0;
}

static void partitions(void)
{
	unsigned char sector[512], other[512];
	uint64_t bytes = 0;
	int fd = open(DISK, O_RDWR), part;

	REQUIRE(fd >= 0);
	make_mbr(sector, 0x83, 2048, 4096);
	EXPECT(!there(DISK "1"));
	EXPECT_EQ(pwrite(fd, sector, 512, 0), 512);
	EXPECT_EQ(ioctl(fd, BLKRRPART, 0), 0);
	REQUIRE((part = open(DISK "1", O_RDWR)) >= 0);
	EXPECT_EQ(ioctl(part, BLKGETSIZE64, &bytes), 0);
	EXPECT_EQ(bytes, 4096 * 512);
	fill(sector, 77, 512);
	EXPECT_EQ(pwrite(part, sector, 512, 1024), 512);
	EXPECT_EQ(pread(fd, other, 512, 2048 * 512 + 1024), 512);
	EXPECT(memcmp(sector, other, 512) == 0);
	EXPECT_ERROR(pwrite(part, sector, 512, 4096 * 512), ENOSPC);
	EXPECT_EQ(pread(part, sector, 512, 4096 * 512), 0);
	EXPECT_ERROR(ioctl(part, BLKRRPART, 0), EINVAL);
	/* It is in use, so the table stays what it is. */
	make_mbr(sector, 0x83, 4096, 2048);
	EXPECT_EQ(pwrite(fd, sector, 512, 0), 512);
	EXPECT_ERROR(ioctl(fd, BLKRRPART, 0), EBUSY);
	EXPECT_EQ(ioctl(part, BLKGETSIZE64, &bytes), 0);
	EXPECT_EQ(bytes, 4096 * 512);
	EXPECT_EQ(close(part), 0);
	EXPECT_EQ(ioctl(fd, BLKRRPART, 0), 0);
	REQUIRE((part = open(DISK "1", O_RDWR)) >= 0);
	EXPECT_EQ(ioctl(part, BLKGETSIZE64, &bytes), 0);
	EXPECT_EQ(bytes, 2048 * 512);
	EXPECT_EQ(close(part), 0);
	memset(sector, 0, 512);
	EXPECT_EQ(pwrite(fd, sector, 512, 0), 512);
	EXPECT_EQ(ioctl(fd, BLKRRPART, 0), 0);
	EXPECT(!there(DISK "1"));
	EXPECT_EQ(close(fd), 0);
}

static void told_in_proc(void)
{
	EXPECT_EQ(mkdir("/proc", 0755) == 0 || errno == EEXIST, 1);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
	{
		const char *text = file_text("/proc/partitions");

		REQUIRE(text != NULL);
		EXPECT(strncmp(text, "major minor  #blocks  name\n\n", 28) == 0);
		EXPECT(strstr(text, " 16384 " BLOCK_DISK "a\n") != NULL);
		EXPECT(strstr(text, " 8192 " BLOCK_DISK "c\n") != NULL);
	}
}

static void nodes(void)
{
	char buffer[16];
	int fd;

	EXPECT_EQ(mknod("/disk", S_IFBLK | 0600,
			  makedev(BLOCK_DISK[0] == 's' ? 8 : 254, 0)),
		0);
	REQUIRE((fd = open("/disk", O_RDONLY)) >= 0);
	EXPECT_EQ(pread(fd, buffer, 16, 100), 16);
	EXPECT_EQ(close(fd), 0);
	EXPECT_EQ(mknod("/nothing", S_IFBLK | 0600, makedev(8, 250)), 0);
	EXPECT_ERROR(open("/nothing", O_RDONLY), ENXIO);
	EXPECT((fd = open("/nothing", O_PATH)) >= 0);
	EXPECT_EQ(close(fd), 0);
}

static const struct guest_case cases[] = {
	{ "disks come", disks_come },
	{ "sizes", sizes },
	{ "written and read", written_and_read },
	{ "parts of small sectors", parts_of_small_sectors },
	{ "parts of large sectors", parts_of_large_sectors },
	{ "ends", ends },
	{ "read-only", read_only },
	{ "several at a time", several_at_a_time },
	{ "partitions", partitions },
	{ "told in /proc", told_in_proc },
	{ "nodes", nodes },
};

GUEST_MAIN(cases)

#endif
