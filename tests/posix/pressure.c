/* tests/posix/pressure.c - pages of files make room when programs want memory.
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
#include <sys/wait.h>

#include <xinim/stats.h>

#include "file.h"

#define PAGE  4096UL
#define CHUNK 65536L
#define FILES 8
#define FILE  (7L << 20) /* together almost what the cache may have: half of 128 MiB */

static char chunk[CHUNK], back[CHUNK];

static unsigned long free_pages(void)
{
	struct xinim_stats_memory m = { 0 };

	return stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) == sizeof(m)
		? m.free_pages
		: 0;
}

static const char *name_of(int k)
{
	static char name[16];

	snprintf(name, sizeof(name), "/disk/%d", k);
	return name;
}

static void fill(char *to, int k, long at)
{
	for (long i = 0; i < CHUNK; i++)
		to[i] = (char)((at + i) / 512 * 7 + i * 3 + k);
}

static void mounted(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/disk", 0755), 0);
	REQUIRE(file_mount("/dev/vda", "/disk", 0, NULL));
}

static bool write_files(bool sync)
{
	for (int k = 0; k < FILES; k++) {
		int fd = open(name_of(k), O_RDWR | O_CREAT, 0644);

		for (long at = 0; at < FILE; at += CHUNK) {
			fill(chunk, k, at);
			if (pwrite(fd, chunk, CHUNK, at) != CHUNK)
				return false;
		}
		if ((sync && fsync(fd) != 0) || close(fd) != 0)
			return false;
	}
	return true;
}

/* How many pages of the files are in memory. */
static unsigned long cached(void)
{
	static unsigned char there[FILE / PAGE];
	unsigned long n = 0;

	for (int k = 0; k < FILES; k++) {
		int fd = open(name_of(k), O_RDONLY);
		void *p = mmap(NULL, FILE, PROT_READ, MAP_SHARED, fd, 0);

		if (p == MAP_FAILED || mincore(p, FILE, there) != 0)
			return 0;
		for (unsigned long i = 0; i < sizeof(there); i++)
			n += there[i] & 1;
		munmap(p, FILE);
		close(fd);
	}
	return n;
}

/* Takes so many pages, and has them as they were written: 0. */
static int take(unsigned long pages)
{
	unsigned long *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const unsigned long words = PAGE / sizeof(*p);

	if (p == MAP_FAILED)
		return 1;
	for (unsigned long i = 0; i < pages; i++)
		p[i * words] = i;
	for (unsigned long i = 0; i < pages; i++)
		if (p[i * words] != i)
			return 2;
	return 0;
}

/* So many processes take so many pages together. */
static void take_in(int processes, unsigned long pages)
{
	int status = -1;

	for (int i = 0; i < processes; i++) {
		pid_t pid = fork();

		REQUIRE(pid >= 0);
		if (pid == 0)
			_exit(take(pages / (unsigned long)processes));
	}
	for (int i = 0; i < processes; i++) {
		EXPECT(wait(&status) > 0);
		EXPECT_EQ(status, 0);
	}
}

static void as_written(void)
{
	for (int k = 0; k < FILES; k++) {
		int fd = open(name_of(k), O_RDONLY);

		REQUIRE(fd >= 0);
		for (long at = 0; at < FILE; at += CHUNK) {
			fill(chunk, k, at);
			REQUIRE_EQ(pread(fd, back, CHUNK, at), CHUNK);
			REQUIRE_EQ(memcmp(chunk, back, CHUNK), 0);
		}
		close(fd);
	}
}

/* All that is free, and three quarters of what files have. */
static void clean(void)
{
	unsigned long have;

	REQUIRE(write_files(true));
	have = cached();
	EXPECT(have > FILES * FILE / PAGE * 3 / 4);
	take_in(1, free_pages() + have * 3 / 4);
	EXPECT(cached() < have / 2);
	as_written();
}

static void several(void)
{
	unsigned long have = cached();

	EXPECT(have > FILES * FILE / PAGE * 3 / 4);
	take_in(4, free_pages() + have / 2);
	as_written();
}

/* What has been written since, a quarter of the cache at the most, is brought to the disk. */
static void dirty(void)
{
	unsigned long have;

	REQUIRE(write_files(false));
	have = cached();
	take_in(1, free_pages() + have / 2);
	as_written();
	EXPECT_EQ(umount("/disk"), 0);
}

static const struct guest_case cases[] = {
	{ "mounted", mounted },
	{ "clean pages", clean },
	{ "four processes", several },
	{ "some are dirty", dirty },
};

GUEST_MAIN(cases)
