/*
 * tests/host/ext2-cut.c - the power goes while a file system is written to.
 *
 * Files are written, renamed and removed at random; now and then one is synced. At a
 * random write everything stops: of what was written since the disk's cache was flushed
 * last, any sectors may have come to the medium and any may not. Then e2fsck must be able
 * to repair it, the second time it must find nothing, and what was synced must be there:
 * under its name, with what was in it; or, if it was being replaced by another file that was
 * synced, with what is in that.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "servers/vfs/vfs.h"
#include "tests/host/ext2-machine.h"
#include "tests/host/host.h"
#include "tests/host/vfs-machine.h"

#ifndef CUTS
#define CUTS 100
#endif
#define FILES 24
#define STEPS 400
#define BIG   30000

static const char *const images[] = { "-b 1024 -I 128", "-b 2048 -I 256",
	"-b 4096 -I 256" };
#define IMAGES (sizeof(images) / sizeof(images[0]))

/* What has been promised of a file: nothing since it was changed without a sync. */
static struct promise {
	bool synced;
	unsigned seed, size;
	bool either; /* or the other one */
	unsigned other_seed, other_size;
} promise[FILES];

static void path_of(unsigned f, char *path)
{
	sprintf(path, "/m/%s%u", f % 3 == 0 ? "" : f % 3 == 1 ? "d/" : "d/e/", f);
}

static void fill(char *data, unsigned seed, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		data[i] = (char)(seed * 31 + i * 7 + i / 251);
}

static void write_file(unsigned f, bool sync)
{
	static char data[BIG];
	unsigned size = host_below(3) ? (unsigned)host_below(3000) + 1
				      : (unsigned)host_below(BIG) + 1;
	unsigned seed = (unsigned)host_random();
	char path[64];
	int fd;

	path_of(f, path);
	promise[f].synced = promise[f].either = false;
	fd = (int)CALL(SYS_open, path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	if (fd < 0)
		return;
	fill(data, seed, size);
	if (CALL(SYS_write, fd, data, size) == (int64_t)size && sync &&
		CALL(SYS_fsync, fd, 0, 0) == 0) {
		promise[f].synced = true;
		promise[f].seed = seed;
		promise[f].size = size;
	}
	CALL(SYS_close, fd, 0, 0);
}

/* Another file, which is synced, takes its name. */
static void replace_file(unsigned f)
{
	static char data[BIG];
	struct promise *p = &promise[f];
	unsigned seed = (unsigned)host_random(), size = (unsigned)host_below(BIG) + 1;
	char path[64], from[64];
	int fd;

	path_of(f, path);
	sprintf(from, "/m/%snew%u", host_below(2) ? "" : "d/", (unsigned)host_below(3));
	fd = (int)CALL(SYS_open, from, O_RDWR | O_CREAT | O_TRUNC, 0644);
	if (fd < 0)
		return;
	fill(data, seed, size);
	if (CALL(SYS_write, fd, data, size) != (int64_t)size ||
		CALL(SYS_fsync, fd, 0, 0) != 0) {
		CALL(SYS_close, fd, 0, 0);
		return;
	}
	CALL(SYS_close, fd, 0, 0);
	if (p->either)
		p->synced = false;
	p->either = p->synced;
	p->other_seed = seed;
	p->other_size = size;
	if (CALL(SYS_rename, from, path, 0) == 0 && host_below(2) &&
		CALL(SYS_sync, 0, 0, 0) == 0 && !disk.dead) {
		p->synced = true;
		p->either = false;
		p->seed = seed;
		p->size = size;
	}
}

/* A file that was synced goes elsewhere: it is there or here, until the next sync. */
static void step(void)
{
	unsigned f = (unsigned)host_below(FILES);
	char path[64], other[64];

	path_of(f, path);
	switch (host_below(9)) {
	case 0:
	case 1:
		write_file(f, true);
		break;
	case 2:
	case 3:
	case 4:
		write_file(f, false);
		break;
	case 5:
		promise[f].synced = promise[f].either = false;
		CALL(SYS_unlink, path, 0, 0);
		break;
	case 6:
		if (promise[f].synced)
			break;
		sprintf(other, "/m/d/moved%u", (unsigned)host_below(4));
		CALL(SYS_rename, path, other, 0);
		break;
	case 7:
		sprintf(other, "/m/dir%u", (unsigned)host_below(4));
		if (CALL(SYS_mkdir, other, 0755, 0) != 0)
			CALL(SYS_rmdir, other, 0, 0);
		break;
	case 8:
		replace_file(f);
		break;
	}
}

static bool has(const char *data, int64_t found, unsigned seed, unsigned size)
{
	static char want[BIG];

	fill(want, seed, size);
	return found == (int64_t)size && memcmp(data, want, size) == 0;
}

static void check_promises(void)
{
	static char data[BIG];
	char path[64];
	int64_t size;
	bool good;

	for (unsigned f = 0; f < FILES; f++) {
		const struct promise *p = &promise[f];
		int fd;

		if (!p->synced)
			continue;
		path_of(f, path);
		fd = (int)CALL(SYS_open, path, O_RDONLY, 0);
		CHECK(fd >= 0);
		if (fd < 0) {
			printf("%s, synced, cannot be opened: %d\n", path, fd);
			continue;
		}
		size = CALL(SYS_read, fd, data, BIG);
		good = has(data, size, p->seed, p->size) ||
			(p->either && has(data, size, p->other_seed, p->other_size));
		CHECK(good);
		if (!good)
			printf("%s, synced, has other contents\n", path);
		CALL(SYS_close, fd, 0, 0);
	}
}

/* Nothing can be written any more: what the server still has goes with the power. */
static void throw_away(void)
{
	disk.dead = true;
	CHECK_INT(machine_unmount(), 0);
}

static void test_cut(const char *image)
{
	const char *after = machine_path("after");
	int status;

	disk_load(image);
	memset(promise, 0, sizeof(promise));
	CHECK_INT(machine_mount(0, NULL), 0);
	CALL(SYS_mkdir, "/m/d", 0755, 0);
	CALL(SYS_mkdir, "/m/d/e", 0755, 0);
	CALL(SYS_sync, 0, 0, 0);
	disk.remember = true;
	disk.cut = 1 + host_below(600);
	for (unsigned i = 0; i < STEPS && !disk.dead; i++)
		step();
	throw_away();
	disk_power();
	disk_save(after);
	status = machine_fsck(after, "-fy", 2);
	CHECK(status == 0 || status == 1 || status == 2);
	CHECK_INT(machine_fsck(after, "-fn", 0), 0);
	disk_load(after);
	CHECK_INT(machine_mount(1, NULL), 0);
	check_promises();
	CHECK_INT(machine_unmount(), 0);
	unlink(after);
}

int main(int argc, char **argv)
{
	unsigned cuts = argc > 1 ? (unsigned)atoi(argv[1]) : CUTS;
	const char *image = machine_start();
	unsigned first = argc > 2 ? (unsigned)atoi(argv[2]) : 0, failed = 0;

	for (unsigned n = 0; n < cuts; n++) {
		if (n % (cuts / IMAGES + 1) == 0)
			CHECK(machine_mkfs(image, images[n / (cuts / IMAGES + 1)], 4096));
		host_seed(n + first + 1);
		if (machine_tells)
			printf("cut %u\n", n);
		test_cut(image);
		failed += disk.outside;
	}
	CHECK_INT(failed, 0);
	return host_report();
}
