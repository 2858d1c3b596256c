/* tests/posix/copy-killed.h - a file of 64 MiB is copied while the disk's driver is killed a
 * hundred times: the copier hears of no error, and the copy is right.
 *
 * The includer has COPY_DISK, on which an ext2 file system of 160 MiB is, and COPY_DRIVER,
 * the driver's name. Both files together are more than what the page cache may have.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_COPY_KILLED_H
#define XINIM_TESTS_POSIX_COPY_KILLED_H

#include <sys/mman.h>
#include <sys/wait.h>

#include "driver.h"
#include "file.h"

#define SIZE  (64L << 20)
#define CHUNK 65536L
#define KILLS 100
#define STEPS (SIZE / CHUNK / KILLS) /* between two of them */

static char chunk[CHUNK], want[CHUNK];

/* What the copier has done, and whether it is to go on. */
static volatile struct {
	unsigned long steps, rounds;
	int stop;
} * shared;

static void fill(char *to, long at)
{
	unsigned long *word = (unsigned long *)(void *)to;

	for (unsigned long i = 0; i < CHUNK / sizeof(*word); i++)
		word[i] = ((unsigned long)at / sizeof(*word) + i) * 0x9e3779b97f4a7c15UL;
}

static void file_is_there(void)
{
	int fd;

	shared = mmap(
		NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	REQUIRE(shared != MAP_FAILED);
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/disk", 0755), 0);
	REQUIRE(file_mount(COPY_DISK, "/disk", 0, NULL));
	REQUIRE((fd = open("/disk/from", O_WRONLY | O_CREAT, 0644)) >= 0);
	for (long at = 0; at < SIZE; at += CHUNK) {
		fill(chunk, at);
		REQUIRE_EQ(write(fd, chunk, CHUNK), CHUNK);
	}
	EXPECT_EQ(close(fd), 0);
}

/* 0, or where it went wrong. */
static int copy(void)
{
	int from = open("/disk/from", O_RDONLY);
	int to = open("/disk/to", O_WRONLY | O_CREAT | O_TRUNC, 0644);
	ssize_t n;

	if (from < 0 || to < 0)
		return 1;
	while ((n = read(from, chunk, CHUNK)) > 0) {
		if (write(to, chunk, (size_t)n) != n)
			return 2;
		shared->steps++;
	}
	if (n < 0)
		return 3;
	if (fsync(to) != 0)
		return 4;
	return close(from) != 0 || close(to) != 0 ? 5 : 0;
}

static bool right(const char *path)
{
	int fd = open(path, O_RDONLY);
	long at = 0;

	for (; at < SIZE; at += CHUNK) {
		fill(want, at);
		if (read(fd, chunk, CHUNK) != CHUNK || memcmp(chunk, want, CHUNK) != 0)
			break;
		if (shared)
			shared->steps++;
	}
	return at == SIZE && read(fd, chunk, 1) == 0 && close(fd) == 0;
}

static void copier(void)
{
	int bad;

	do {
		bad = copy();
		if (!bad && !right("/disk/to"))
			bad = 6;
		shared->rounds++;
	} while (!bad && !shared->stop);
	_exit(bad);
}

static void killed_a_hundred_times(void)
{
	const struct timespec moment = { .tv_nsec = 100000 };
	int status = -1;
	pid_t pid = fork();

	REQUIRE(pid >= 0);
	if (pid == 0)
		copier();
	for (unsigned i = 0; i < KILLS; i++) {
		unsigned long until = shared->steps + i % STEPS;

		while (shared->steps < until && waitpid(pid, &status, WNOHANG) == 0)
			nanosleep(&moment, NULL);
		REQUIRE(driver_kill(COPY_DRIVER));
	}
	shared->stop = 1;
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	EXPECT(shared->rounds >= 1);
	printf("%lu rounds\n", shared->rounds);
}

/* From the disk, which has nothing of it in memory then; the driver goes meanwhile, too. */
static void mounted_again(void)
{
	REQUIRE_EQ(umount("/disk"), 0);
	REQUIRE(driver_kill(COPY_DRIVER));
	REQUIRE(file_mount(COPY_DISK, "/disk", 0, NULL));
	EXPECT(right("/disk/to"));
	EXPECT(right("/disk/from"));
	EXPECT_EQ(umount("/disk"), 0);
}

static const struct guest_case cases[] = {
	{ "a file is there", file_is_there },
	{ "killed a hundred times", killed_a_hundred_times },
	{ "mounted again", mounted_again },
};

GUEST_MAIN(cases)

#endif
