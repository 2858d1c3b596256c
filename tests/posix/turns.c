/* tests/posix/turns.c - reads and writes that take long keep nobody else waiting.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-memory: 256
 * guest-clock: virtual
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define PIECE   (1u << 20)
#define PIECES  256
#define TOTAL   ((long)PIECE * PIECES)
#define TURN_MS 60 /* of the clock that counts instructions: six slices */
#define TURNS   (TOTAL / (256 << 10)) /* as the server has them */

static struct shared {
	volatile int began, ended;
	volatile long result;
} * shared;
static struct iovec many[PIECES];
static char piece[PIECE], other[PIECE];

/* What a child does in one call; meanwhile we have calls of our own answered. */
static long meanwhile(long (*work)(void))
{
	long served = 0;
	pid_t child;

	shared->began = shared->ended = 0;
	child = fork();
	if (child == 0) {
		shared->began = 1;
		shared->result = work();
		shared->ended = 1;
		_exit(0);
	}
	while (!shared->began)
		sched_yield();
	while (!shared->ended) {
		struct stat st;

		if (fstat(0, &st) != 0)
			break;
		served++;
	}
	EXPECT_EQ(reap(child), 0);
	return served;
}

static void setup(void)
{
	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	mkdir("/tmp", 01777);
	shared = mmap(
		NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	REQUIRE(shared != MAP_FAILED);
	for (int i = 0; i < PIECES; i++)
		many[i] = (struct iovec){ piece, PIECE };
}

static long read_zeroes(void)
{
	int fd = open("/dev/zero", O_RDONLY);

	return readv(fd, many, PIECES);
}

static void zeroes(void)
{
	setup();
	memset(piece, 1, sizeof(piece));
	EXPECT(meanwhile(read_zeroes) > TURNS / 4);
	EXPECT_EQ(shared->result, TOTAL);
}

static long write_file(void)
{
	int fd = open("/tmp/long", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	return writev(fd, many, PIECES / 4);
}

static long read_file(void)
{
	int fd = open("/tmp/long", O_RDONLY);

	return readv(fd, many, PIECES);
}

static void file(void)
{
	struct stat st;
	int fd;

	for (size_t i = 0; i < sizeof(piece); i++)
		piece[i] = (char)(i * 7 >> 4);
	EXPECT(meanwhile(write_file) > TURNS / 16);
	EXPECT_EQ(shared->result, TOTAL / 4);
	EXPECT_EQ(stat("/tmp/long", &st), 0);
	EXPECT_EQ(st.st_size, TOTAL / 4);
	EXPECT(meanwhile(read_file) > TURNS / 16);
	EXPECT_EQ(shared->result, TOTAL / 4);
	REQUIRE((fd = open("/tmp/long", O_RDONLY)) >= 0);
	for (int i = 0; i < PIECES / 4; i++) {
		EXPECT_EQ(read(fd, other, sizeof(other)), sizeof(other));
		if (memcmp(piece, other, sizeof(other)) != 0)
			EXPECT_EQ(i, -1);
	}
	EXPECT_EQ(read(fd, other, 1), 0);
	close(fd);
	unlink("/tmp/long");
}

/* Two who append at once: each call's bytes stay together. */
static void appends(void)
{
	struct iovec mine[4];
	pid_t child;
	int fd = open("/tmp/both", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600);

	REQUIRE(fd >= 0);
	child = fork();
	memset(piece, child == 0 ? 'c' : 'p', sizeof(piece));
	for (int i = 0; i < 4; i++)
		mine[i] = (struct iovec){ piece, PIECE };
	for (int i = 0; i < 4; i++)
		if (writev(fd, mine, 4) != 4 * PIECE)
			_exit(1);
	if (child == 0)
		_exit(0);
	EXPECT_EQ(reap(child), 0);
	lseek(fd, 0, SEEK_SET);
	for (int i = 0; i < 8; i++) {
		char first = 0;

		for (int j = 0; j < 4; j++) {
			EXPECT_EQ(read(fd, other, sizeof(other)), sizeof(other));
			if (j == 0)
				first = other[0];
			EXPECT_EQ(other[0], first);
			EXPECT_EQ(memcmp(other, other + 1, sizeof(other) - 1), 0);
		}
	}
	EXPECT_EQ(read(fd, other, 1), 0);
	close(fd);
	unlink("/tmp/both");
}

/* A signal ends a read that would go on for long; what there is by then counts. */
static void interrupted(void)
{
	long n = 0;
	pid_t child;

	shared->began = 0;
	child = fork();
	if (child == 0) {
		shared->began = 1;
		for (;;)
			n += read_zeroes();
	}
	while (!shared->began)
		sched_yield();
	EXPECT_EQ(kill(child, SIGTERM), 0);
	EXPECT_EQ(reap(child), 1000 + SIGTERM);
}

/*
 * Who has a server work for it all the time is in the server when its slice is over, mostly:
 * others who are as urgent have their turn all the same.
 */
static void calls_all_the_time(void)
{
	int fd = open("/dev/zero", O_RDONLY);

	REQUIRE(fd >= 0);
	for (int i = 0; i < 40; i++) {
		struct timespec start, now;
		long ms = 0;
		pid_t child;

		shared->began = 0;
		child = fork();
		if (child == 0) {
			shared->began = 1;
			_exit(0);
		}
		REQUIRE(child > 0);
		clock_gettime(CLOCK_MONOTONIC, &start);
		while (!shared->began && ms < TURN_MS) {
			for (int k = 0; k < 16; k++)
				EXPECT_EQ(pread(fd, piece, (size_t)i * 64, 0), i * 64);
			clock_gettime(CLOCK_MONOTONIC, &now);
			ms = (now.tv_sec - start.tv_sec) * 1000 +
				(now.tv_nsec - start.tv_nsec) / 1000000;
		}
		EXPECT(shared->began);
		EXPECT_EQ(reap(child), 0);
	}
	close(fd);
}

static const struct guest_case cases[] = {
	{ "zeroes", zeroes },
	{ "a file", file },
	{ "appends", appends },
	{ "interrupted", interrupted },
	{ "calls all the time", calls_all_the_time },
};

GUEST_MAIN(cases)
