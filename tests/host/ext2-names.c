/*
 * tests/host/ext2-names.c - the power goes while files change their names, and grow.
 *
 * As ext2-cut.c, but of files that were synced, which then are renamed within a directory
 * and between two, linked and unlinked, take another one's name, grow and are cut: whatever has
 * come to the medium of what was written since the last flush, sector by sector, after e2fsck
 * each is there under one of the names that it has had since it was synced, with all
 * that was in it. Directories are large, with names of all lengths, and partly mke2fs's own.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "servers/vfs/vfs.h"
#include "tests/host/ext2-machine.h"
#include "tests/host/host.h"
#include "tests/host/vfs-machine.h"

#ifndef CUTS
#define CUTS 60
#endif
#define FILES  16
#define NAMES  8
#define STEPS  500
#define THERE  80 /* files that mke2fs makes */
#define FAR    (274 << 10)
#define MORE   30000
#define LITTER 10

static const char *const images[] = { "-b 1024 -I 128", "-b 2048 -I 256",
	"-b 4096 -I 256" };
#define IMAGES (sizeof(images) / sizeof(images[0]))

static struct known {
	unsigned names; /* that it may have; 0: nothing has been promised of it */
	char name[NAMES][300];
	unsigned current; /* the one that it has */
	unsigned seed, hole, size;
	unsigned other; /* who lost the name that it has to it, by number and ... */
	unsigned other_seed, other_hole, other_size;
} file[FILES];
#define NOBODY FILES

static char data[FAR + MORE * 4];
static unsigned counter;

/* --- names and contents ---------------------------------------------------------------- */

static void some_name(char *to)
{
	static const char *const folders[] = { "/m", "/m/d", "/m/d/e" };
	unsigned longer =
		host_below(4) ? (unsigned)host_below(20) : (unsigned)host_below(230);
	int n = sprintf(to, "%s/%u-", folders[host_below(3)], counter++);

	memset(to + n, 'x', longer);
	to[(unsigned)n + longer] = 0;
}

static const char *name_of(const struct known *f)
{
	return f->name[f->current];
}

static void fill(unsigned seed, unsigned at, unsigned size)
{
	for (unsigned i = at; i < at + size; i++)
		data[i] = (char)(seed * 31 + i * 7 + i / 251);
}

static bool has(int64_t found, unsigned seed, unsigned hole, unsigned size)
{
	if (found < (int64_t)size)
		return false;
	for (unsigned i = 0; i < size; i++)
		if (data[i] != (i < hole ? 0 : (char)(seed * 31 + i * 7 + i / 251)))
			return false;
	return true;
}

static int64_t read_file(const char *name)
{
	int fd = (int)CALL(SYS_open, name, O_RDONLY, 0);
	int64_t n;

	if (fd < 0)
		return fd;
	n = CALL(SYS_read, fd, data, sizeof(data));
	CALL(SYS_close, fd, 0, 0);
	return n;
}

/* --- what is done ---------------------------------------------------------------------- */

/* It has the name that it has, and no other. */
static void settled(struct known *f)
{
	if (f->current)
		strcpy(f->name[0], f->name[f->current]);
	f->current = 0;
	f->names = 1;
	f->other = NOBODY;
}

static void sync_all(void)
{
	if (CALL(SYS_sync, 0, 0, 0) != 0 || disk.dead)
		return;
	for (unsigned k = 0; k < FILES; k++)
		if (file[k].names)
			settled(&file[k]);
}

/* Writes more to it, which is promised when it is synced. */
static void grow(struct known *f, unsigned more)
{
	int fd = (int)CALL(SYS_open, name_of(f), O_WRONLY | O_CREAT, 0644);
	unsigned at = f->size;

	if (fd < 0)
		return;
	fill(f->seed, at, more);
	if (machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t)(data + at), more, at,
		    0) == (int64_t)more &&
		CALL(SYS_fsync, fd, 0, 0) == 0 && !disk.dead) {
		f->size += more;
		settled(f);
	}
	CALL(SYS_close, fd, 0, 0);
}

static void make(struct known *f)
{
	f->names = f->current = 0;
	f->other = NOBODY;
	some_name(f->name[0]);
	f->seed = (unsigned)host_random();
	f->hole = f->size = host_below(3) ? 0 : FAR - (unsigned)host_below(20000);
	grow(f, 1 + (unsigned)host_below(MORE));
}

/* One more name: the call that gives it may be done or not. NULL: too many already. */
static char *next_name(struct known *f)
{
	f->other = NOBODY;
	if (f->names == NAMES)
		sync_all();
	return f->names < NAMES ? f->name[f->names++] : NULL;
}

static void take_name(struct known *f, bool done)
{
	if (done)
		f->current = f->names - 1;
}

static void rename_it(struct known *f)
{
	char *to = next_name(f);

	if (!to)
		return;
	some_name(to);
	take_name(f, CALL(SYS_rename, name_of(f), to, 0) == 0);
}

/* Back to the first one; it is free, if it has not got it. */
static void rename_back(struct known *f)
{
	char *to = f->current ? next_name(f) : NULL;

	if (!to)
		return;
	strcpy(to, f->name[0]);
	take_name(f, CALL(SYS_rename, name_of(f), to, 0) == 0);
}

static void relink(struct known *f)
{
	char *to = next_name(f);

	if (!to)
		return;
	some_name(to);
	if (CALL(SYS_link, name_of(f), to, 0) == 0)
		take_name(f, CALL(SYS_unlink, name_of(f), 0, 0) == 0);
}

static void replace(struct known *f, struct known *g)
{
	char *to = f != g && g->names ? next_name(f) : NULL;

	if (!to)
		return;
	strcpy(to, name_of(g));
	if (g->names == 1) {
		f->other = (unsigned)(g - file);
		f->other_seed = g->seed;
		f->other_hole = g->hole;
		f->other_size = g->size;
	}
	g->names = 0;
	take_name(f, CALL(SYS_rename, name_of(f), to, 0) == 0);
}

static void cut(struct known *f)
{
	int fd = (int)CALL(SYS_open, name_of(f), O_WRONLY, 0);

	if (fd < 0)
		return;
	f->size -= (unsigned)host_below(f->size + 1);
	if (f->hole > f->size)
		f->hole = f->size;
	f->other = NOBODY;
	if (CALL(SYS_ftruncate, fd, f->size, 0) == 0 && host_below(2) &&
		CALL(SYS_fsync, fd, 0, 0) == 0 && !disk.dead)
		settled(f);
	CALL(SYS_close, fd, 0, 0);
}

/* Names that nobody has been promised: they come and go in between. */
static char last[8][300];

static void noise(void)
{
	unsigned k = (unsigned)host_below(8);
	char name[300];

	if (host_below(2)) {
		CALL(SYS_unlink, last[k], 0, 0);
		some_name(last[k]);
		CALL(SYS_mknod, last[k], 0100644, 0);
	} else {
		sprintf(name, "/m/d/there-%u", (unsigned)host_below(THERE));
		CALL(SYS_unlink, name, 0, 0);
	}
}

static void step(void)
{
	struct known *f = &file[host_below(FILES)];

	if (!f->names) {
		make(f);
		return;
	}
	switch (host_below(12)) {
	case 0:
	case 1:
	case 2:
		rename_it(f);
		break;
	case 3:
		rename_back(f);
		break;
	case 4:
		relink(f);
		break;
	case 5:
	case 6:
		replace(f, &file[host_below(FILES)]);
		break;
	case 7:
	case 8:
		if (f->size + 2 * MORE < sizeof(data))
			grow(f, 1 + (unsigned)host_below(host_below(2) ? 100 : MORE));
		break;
	case 9:
		cut(f);
		break;
	case 10:
		noise();
		noise();
		break;
	case 11:
		if (host_below(4) == 0)
			sync_all();
	}
}

/* --- what is left ------------------------------------------------------------------------ */

static void check_files(void)
{
	for (unsigned k = 0; k < FILES; k++) {
		const struct known *f = &file[k];
		bool found = false;

		for (unsigned n = 0; n < f->names && !found; n++)
			found = has(read_file(f->name[n]), f->seed, f->hole, f->size);
		if (f->names) {
			CHECK(found);
			if (!found)
				printf("%.60s is not there (%u names)\n", f->name[0],
					f->names);
		}
		if (f->names && f->other != NOBODY) {
			const char *name = f->name[f->names - 1];
			bool one = has(read_file(name), f->seed, f->hole, f->size) ||
				has(read_file(name), f->other_seed, f->other_hole,
					f->other_size);

			CHECK(one);
			if (!one)
				printf("%.60s is neither of two\n", name);
		}
	}
}

/* What is free on the disk has been something else before: neither names nor pointers. */
static void litter(void)
{
	int fd = (int)CALL(SYS_open, "/m/litter", O_WRONLY | O_CREAT, 0600);

	memset(data, 0xa5, sizeof(data));
	for (unsigned k = 0; k < LITTER; k++)
		if (CALL(SYS_write, fd, data, sizeof(data)) <= 0)
			break;
	CALL(SYS_close, fd, 0, 0);
	CALL(SYS_sync, 0, 0, 0);
	CHECK_INT(CALL(SYS_unlink, "/m/litter", 0, 0), 0);
	CALL(SYS_sync, 0, 0, 0);
}

static void test_cut(const char *image)
{
	const char *after = machine_path("after");

	disk_load(image);
	memset(file, 0, sizeof(file));
	memset(last, 0, sizeof(last));
	counter = 0;
	CHECK_INT(machine_mount(0, NULL), 0);
	litter();
	CALL(SYS_mkdir, "/m/d/e", 0755, 0);
	CALL(SYS_sync, 0, 0, 0);
	disk.remember = true;
	disk.cut = 1 + host_below(1200);
	for (unsigned k = 0; k < STEPS && !disk.dead; k++)
		step();
	disk.dead = true;
	CHECK_INT(machine_unmount(), 0);
	disk_power();
	disk_save(after);
	CHECK(machine_fsck(after, "-fy", 2) <= 2);
	CHECK_INT(machine_fsck(after, "-fn", 0), 0);
	disk_load(after);
	CHECK_INT(machine_mount(1, NULL), 0);
	check_files();
	CHECK_INT(machine_unmount(), 0);
	CHECK(!disk.outside);
	unlink(after);
}

/* Files for mke2fs to copy: its directories have names across borders between sectors. */
static void make_tree(const char *folder)
{
	char name[600];

	snprintf(name, sizeof(name), "%s/d", folder);
	CHECK(mkdir(folder, 0755) == 0 && mkdir(name, 0755) == 0);
	for (unsigned k = 0; k < THERE; k++) {
		int fd;

		snprintf(name, sizeof(name), "%s/d/there-%u", folder, k);
		fd = open(name, O_WRONLY | O_CREAT, 0644);
		CHECK(fd >= 0);
		close(fd);
	}
}

int main(int argc, char **argv)
{
	unsigned cuts = argc > 1 ? (unsigned)atoi(argv[1]) : CUTS;
	unsigned first = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
	const char *image = machine_start(), *tree = machine_path("tree");
	char options[600];

	make_tree(tree);
	for (unsigned n = 0; n < cuts; n++) {
		if (n % (cuts / IMAGES + 1) == 0) {
			snprintf(options, sizeof(options), "%s -d %s",
				images[n / (cuts / IMAGES + 1)], tree);
			CHECK(machine_mkfs(image, options, 8192));
		}
		host_seed(n + first + 1);
		if (machine_tells)
			printf("cut %u\n", n);
		test_cut(image);
	}
	return host_report();
}
