/* tests/posix/ext2-errors.h - ext2 on a disk that fails.
 *
 * The includer has FILE_DISK, of 16 MiB with blocks of 1 KiB, which fails as
 * ext2-errors.blkdebug says.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_EXT2_ERRORS_H
#define XINIM_TESTS_POSIX_EXT2_ERRORS_H

#include <sys/vfs.h>

#include "file.h"

#define PAGE  4096L
#define CHUNK 65536L
#define FIRST (7L << 20) /* reaches over the two bad blocks of its group */
#define BIG   (4L << 20) /* more than what is left there */

static char chunk[CHUNK];

static void mounted(void)
{
	REQUIRE(file_server_up());
	EXPECT(file_make("/small", "as it was"));
	sync();
}

/* Who wrote it hears of it once, and of nothing else. */
static void data_not_written(void)
{
	int fd = open("/first", O_RDWR | O_CREAT, 0644);

	REQUIRE(fd >= 0);
	memset(chunk, 'd', CHUNK);
	for (long at = 0; at < FIRST; at += CHUNK)
		REQUIRE_EQ(write(fd, chunk, CHUNK), CHUNK);
	EXPECT_ERROR(fsync(fd), EIO);
	EXPECT_EQ(fsync(fd), 0);
	EXPECT_EQ(close(fd), 0);
}

static void data_not_read(void)
{
	int fd = open("/first", O_RDONLY);
	unsigned bad = 0, lost = 0;

	REQUIRE(fd >= 0);
	EXPECT_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
	for (long at = 0; at < FIRST; at += PAGE) {
		errno = 0;
		if (pread(fd, chunk, PAGE, at) == PAGE) {
			for (long i = 0; i < PAGE; i += 1024)
				lost += chunk[i] != 'd';
			continue;
		}
		EXPECT_EQ(errno, EIO);
		bad++;
	}
	/* The block's page, and nothing else. */
	EXPECT_EQ(bad, 1);
	EXPECT_EQ(lost, 1); /* the block that could not be written */
	EXPECT_EQ(close(fd), 0);
}

static bool read_only(void)
{
	struct statfs st;

	return statfs("/", &st) == 0 && st.f_flags & 1;
}

static void metadata_not_written(void)
{
	int fd = open("/second", O_RDWR | O_CREAT, 0644);

	REQUIRE(fd >= 0);
	EXPECT(!read_only());
	for (long at = 0; at < BIG; at += CHUNK)
		REQUIRE_EQ(write(fd, chunk, CHUNK), CHUNK);
	EXPECT_ERROR(fsync(fd), EIO);
	EXPECT(read_only());
	EXPECT_ERROR(write(fd, "x", 1), EROFS);
	EXPECT_ERROR(ftruncate(fd, 0), EROFS);
	EXPECT_EQ(close(fd), 0);
	EXPECT_ERROR(open("/third", O_RDWR | O_CREAT, 0644), EROFS);
	EXPECT_ERROR(unlink("/small"), EROFS);
	EXPECT_ERROR(mkdir("/directory", 0755), EROFS);
	EXPECT_ERROR(rename("/small", "/smaller"), EROFS);
	EXPECT_STR(file_text("/small"), "as it was");
	EXPECT_ERROR(mount(NULL, "/", NULL, MS_REMOUNT, NULL), EINVAL);
}

static const struct guest_case cases[] = {
	{ "mounted", mounted },
	{ "data that is not written", data_not_written },
	{ "data that is not read", data_not_read },
	{ "metadata that is not written", metadata_not_written },
};

GUEST_MAIN(cases)

#endif
