/* tests/posix/block-killed.h - a disk's driver is killed again and again while a program
 * copies from one disk to another: it notices nothing.
 *
 * The includer has BLOCK_DISK, "vd" or "sd", and BLOCK_DRIVER, the driver's name, on a
 * machine with two disks of 8 MiB. PID 1 starts the driver again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_BLOCK_KILLED_H
#define XINIM_TESTS_POSIX_BLOCK_KILLED_H

#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "driver.h"
#include "file.h"

#define FROM  "/dev/" BLOCK_DISK "a"
#define TO    "/dev/" BLOCK_DISK "b"
#define SIZE  (8L << 20)
#define STEP  (192L << 10) /* not a part of SIZE, nor of what the driver takes at once */
#define KILLS 100
#define WAITS 6000 /* times 10 ms, for disks to be there */

/* What the copier has done, and whether it is to go on. */
static volatile struct {
	unsigned long steps, rounds;
	int stop;
} * shared;

static bool node_there(const char *path)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	for (int i = 0; i < WAITS; i++) {
		if (access(path, F_OK) == 0)
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

static void disks_come(void)
{
	void *at;

	REQUIRE(file_server_up());
	REQUIRE(node_there(FROM));
	REQUIRE(node_there(TO));
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	REQUIRE(at != MAP_FAILED);
	shared = at;
}

static void fill(unsigned char *to, long at, long length, unsigned long round)
{
	for (long i = 0; i < length; i++)
		to[i] = (unsigned char)(((unsigned long)(at + i) / 8 + round) *
				2654435761UL >>
			13);
}

/* Writes a pattern, copies it to the other disk and looks at it there. 0: all is well. */
static int copy_round(int from, int to, unsigned char *a, unsigned char *b)
{
	unsigned long round = shared->rounds;

	for (long at = 0; at < SIZE; at += STEP) {
		long n = SIZE - at < STEP ? SIZE - at : STEP;

		fill(a, at, n, round);
		if (pwrite(from, a, (size_t)n, at) != n)
			return 2;
		shared->steps++;
		if (pread(from, b, (size_t)n, at) != n)
			return 3;
		shared->steps++;
		if (pwrite(to, b, (size_t)n, at) != n)
			return 4;
		shared->steps++;
		if (at / STEP % 8 == 0 && fsync(to) != 0)
			return 5;
	}
	for (long at = 0; at < SIZE; at += STEP) {
		long n = SIZE - at < STEP ? SIZE - at : STEP;

		fill(a, at, n, round);
		if (pread(to, b, (size_t)n, at) != n)
			return 6;
		shared->steps++;
		if (memcmp(a, b, (size_t)n) != 0)
			return 7;
	}
	shared->rounds++;
	return 0;
}

static void copier(void)
{
	unsigned char *a = malloc(STEP), *b = malloc(STEP);
	int from = open(FROM, O_RDWR), to = open(TO, O_RDWR), bad = 1;

	if (a && b && from >= 0 && to >= 0)
		do
			bad = copy_round(from, to, a, b);
		while (!bad && !shared->stop);
	_exit(bad);
}

static void killed_a_hundred_times(void)
{
	pid_t pid = fork();
	int status = -1;

	REQUIRE(pid >= 0);
	if (pid == 0)
		copier();
	for (unsigned i = 0; i < KILLS; i++) {
		/* At different distances from when it was started. */
		const struct timespec moment = { .tv_nsec = 100000 };
		unsigned long until = shared->steps + i % 4;

		while (shared->steps < until && waitpid(pid, &status, WNOHANG) == 0)
			nanosleep(&moment, NULL);
		REQUIRE(driver_kill(BLOCK_DRIVER));
	}
	shared->stop = 1;
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	EXPECT(shared->rounds >= 1);
}

static const struct guest_case cases[] = {
	{ "disks come", disks_come },
	{ "killed a hundred times", killed_a_hundred_times },
};

GUEST_MAIN(cases)

#endif
