/* tests/posix/block-errors.h - a disk that fails some reads and writes.
 *
 * The includer has BLOCK_DISK, "/dev/vda" or "/dev/sda", of 16 MiB, which fails as
 * block-errors.blkdebug says.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_BLOCK_ERRORS_H
#define XINIM_TESTS_POSIX_BLOCK_ERRORS_H

#include <sys/wait.h>
#include <time.h>

#include "file.h"

#define SECTOR  512L
#define MIB     (1L << 20)
#define SIZE    (16 * MIB)
#define BAD_IN  (2048 * SECTOR)
#define BAD_OUT (4096 * SECTOR)
#define LATE_IN (8192 * SECTOR)
#define WAITS   6000 /* times 10 ms, for the disk to be there */

static char *buffer;
static int disk = -1;

static void disk_comes(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	REQUIRE(file_server_up());
	buffer = malloc(2 * MIB);
	REQUIRE(buffer != NULL);
	for (int i = 0; i < WAITS && disk < 0; i++) {
		disk = open(BLOCK_DISK, O_RDWR);
		if (disk < 0)
			nanosleep(&moment, NULL);
	}
	REQUIRE(disk >= 0);
}

static void reads_that_fail(void)
{
	EXPECT_ERROR(pread(disk, buffer, SECTOR, BAD_IN), EIO);
	EXPECT_ERROR(pread(disk, buffer, 1, BAD_IN + 100), EIO);
	EXPECT_EQ(pread(disk, buffer, SECTOR, BAD_IN - SECTOR), SECTOR);
	EXPECT_EQ(pread(disk, buffer, SECTOR, BAD_IN + SECTOR), SECTOR);
	/* What comes before it is read. */
	EXPECT_EQ(pread(disk, buffer, 2 * MIB, 0), BAD_IN);
	/* Part of a sector: that would have to be read first. */
	EXPECT_ERROR(pwrite(disk, "x", 1, BAD_IN), EIO);
	EXPECT_EQ(lseek(disk, BAD_IN, SEEK_SET), BAD_IN);
	EXPECT_ERROR(read(disk, buffer, SECTOR), EIO);
	EXPECT_EQ(lseek(disk, 0, SEEK_CUR), BAD_IN);
}

static void writes_that_fail(void)
{
	memset(buffer, 'w', 2 * MIB);
	EXPECT_ERROR(pwrite(disk, buffer, SECTOR, BAD_OUT), EIO);
	EXPECT_EQ(pwrite(disk, buffer, SECTOR, BAD_OUT - SECTOR), SECTOR);
	EXPECT_EQ(pwrite(disk, buffer, SECTOR, BAD_OUT + SECTOR), SECTOR);
	EXPECT_EQ(pwrite(disk, buffer, 2 * MIB, BAD_OUT - MIB), MIB);
	EXPECT_EQ(fsync(disk), 0);
	EXPECT_EQ(pread(disk, buffer, SECTOR, BAD_OUT), SECTOR);
	EXPECT_EQ(buffer[0], 0);
	EXPECT_EQ(pread(disk, buffer, SECTOR, BAD_OUT - SECTOR), SECTOR);
	EXPECT_EQ(buffer[0], 'w');
}

/* Nobody hears of an error that does not come again. */
static void tried_again(void)
{
	memset(buffer, 'x', SECTOR);
	EXPECT_EQ(pread(disk, buffer, SECTOR, LATE_IN), SECTOR);
	EXPECT_EQ(buffer[0], 0);
	EXPECT_EQ(buffer[SECTOR - 1], 0);
}

/* Others use the disk while errors are dealt with: they see none. */
static void others_see_none(void)
{
	enum { OTHERS = 3, TIMES = 60 };
	pid_t pid[OTHERS];

	for (int i = 0; i < OTHERS; i++) {
		pid[i] = fork();
		REQUIRE(pid[i] >= 0);
		if (pid[i] == 0) {
			long at = 8 * MIB + i * 2 * MIB;
			int bad = 0;

			for (int n = 0; n < TIMES; n++) {
				memset(buffer, n + i, 65536);
				bad |= pwrite(disk, buffer, 65536, at) != 65536;
				memset(buffer, 0xff, 65536);
				bad |= pread(disk, buffer, 65536, at) != 65536;
				bad |= buffer[0] != n + i || buffer[65535] != n + i;
			}
			_exit(bad);
		}
	}
	for (int n = 0; n < TIMES; n++) {
		EXPECT_ERROR(pread(disk, buffer, SECTOR, BAD_IN), EIO);
		EXPECT_ERROR(pwrite(disk, buffer, SECTOR, BAD_OUT), EIO);
	}
	for (int i = 0; i < OTHERS; i++) {
		int status = -1;

		EXPECT_EQ(waitpid(pid[i], &status, 0), pid[i]);
		EXPECT_EQ(status, 0);
	}
}

static const struct guest_case cases[] = {
	{ "the disk comes", disk_comes },
	{ "reads that fail", reads_that_fail },
	{ "writes that fail", writes_that_fail },
	{ "tried again", tried_again },
	{ "others see none", others_see_none },
};

GUEST_MAIN(cases)

#endif
