/* tests/posix/msync.c - what msync brings to a disk is found there.
 *
 * guest-server: vfs
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-disk: virtio 8 mkfs=-b,1024
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define FILE_DISK "/dev/vda"
#include "file.h"

#include <sys/mman.h>

#define PAGE      4096
#define DISK_SIZE (8 << 20)

/*
 * How many of the disk's blocks begin with this text. It is read for the first time
 * whenever it is for the first time: what the device's own cache has is not newer.
 */
static int on_disk(const char *text)
{
	static char block[1024];
	int fd = open(FILE_DISK, O_RDONLY), found = 0;

	if (fd < 0)
		return -1;
	for (long at = 0; at < DISK_SIZE; at += (long)sizeof(block)) {
		if (pread(fd, block, sizeof(block), at) != (ssize_t)sizeof(block))
			break;
		found += strncmp(block, text, strlen(text)) == 0;
	}
	close(fd);
	return found;
}

static void server_up(void)
{
	REQUIRE(file_server_up());
}

static void errors(void)
{
	int fd = open("/tmp/e", O_RDWR | O_CREAT, 0600);
	char *m;

	REQUIRE(fd >= 0 && ftruncate(fd, 2 * PAGE) == 0);
	m = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	REQUIRE(m != MAP_FAILED);
	EXPECT_EQ(msync(m, 2 * PAGE, MS_SYNC), 0);
	errno = 0;
	EXPECT_EQ(msync(m + 1, PAGE, MS_SYNC), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(msync(m, PAGE, MS_SYNC | MS_ASYNC), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(munmap(m + PAGE, PAGE), 0);
	EXPECT_EQ(msync(m, 2 * PAGE, MS_SYNC), -1);
	EXPECT_EQ(errno, ENOMEM);
	EXPECT_EQ(msync(m, PAGE, MS_ASYNC), 0);
	EXPECT_EQ(munmap(m, PAGE), 0);
	close(fd);
}

/* The file is closed by then: the mapping is what counts. */
static void written(void)
{
	int fd = open("/tmp/f", O_RDWR | O_CREAT, 0600);
	char *m, *other;

	REQUIRE(fd >= 0 && ftruncate(fd, 4 * PAGE) == 0);
	m = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	other = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	REQUIRE(m != MAP_FAILED && other != MAP_FAILED);
	close(fd);
	strcpy(other, "nobody else's");
	strcpy(m + PAGE, "brought to the disk by msync");
	EXPECT_EQ(msync(other, PAGE, MS_SYNC), 0);
	EXPECT_EQ(msync(m, 4 * PAGE, MS_SYNC), 0);
	EXPECT_EQ(on_disk("brought to the disk by msync"), 1);
	EXPECT_EQ(on_disk("nobody else's"), 0);
	EXPECT_EQ(munmap(m, 4 * PAGE), 0);
	EXPECT_EQ(munmap(other, PAGE), 0);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "errors", errors },
	{ "written", written },
};

int main(int argc, char **argv)
{
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
