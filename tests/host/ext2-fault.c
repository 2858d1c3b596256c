/*
 * tests/host/ext2-fault.c - ext2 where something does not work: the disk, the room on it,
 * what the superblock says; and what becomes of it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/ext2.h"
#include "tests/host/ext2-machine.h"
#include "tests/host/host.h"
#include "tests/host/vfs-machine.h"

#define READ_ONLY 1
#define REMOUNT   32
#define NOATIME   1024
#ifndef FILES
#define FILES 100000 /* in one directory */
#endif

static const char *image;
static char data[10000];

static void begin(const char *options, unsigned kib)
{
	CHECK(machine_mkfs(image, options, kib));
	disk_load(image);
}

static void end(void)
{
	CHECK_INT(machine_unmount(), 0);
	CHECK(!disk.outside);
	disk_save(image);
	CHECK_INT(machine_fsck(image, "-fn", 0), 0);
}

static struct ext2_super *super(void)
{
	return (struct ext2_super *)(void *)(disk.bytes + EXT2_SUPER_AT);
}

static int open_file(const char *path, int flags)
{
	return (int)CALL(SYS_open, path, flags, 0644);
}

/* --- the disk ---------------------------------------------------------------------------- */

/* Data that cannot be written: who waits for it is told, once; the rest goes on. */
static void data_writes(void)
{
	int fd;

	begin("-b 1024", 4096);
	CHECK_INT(machine_mount(0, NULL), 0);
	fd = open_file("/m/a", O_RDWR | O_CREAT);
	CHECK_INT(CALL(SYS_fsync, fd, 0, 0), 0);
	CHECK_INT(CALL(SYS_write, fd, data, 5000), 5000);
	disk.fail_write = 1;
	disk.failures = 1 + 5; /* all of it, then block by block */
	CHECK_INT(CALL(SYS_fsync, fd, 0, 0), -EIO);
	CHECK(strstr(machine_line, "could not be written") != NULL);
	CHECK_INT(CALL(SYS_fsync, fd, 0, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	CALL(SYS_close, fd, 0, 0);
	end();
}

/* Metadata that cannot be: read-only from then on. */
static void metadata_writes(void)
{
	begin("-b 1024", 4096);
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/before", 0755, 0), 0);
	CHECK_INT(CALL(SYS_sync, 0, 0, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	disk.fail_write = 1;
	CALL(SYS_sync, 0, 0, 0);
	CHECK(strstr(machine_line, "read-only") != NULL);
	CHECK_INT(CALL(SYS_mkdir, "/m/e", 0755, 0), -EROFS);
	CHECK_INT(open_file("/m/f", O_RDWR | O_CREAT), -EROFS);
	CHECK_INT(CALL(SYS_access, "/m/before", 0, 0), 0);
	CHECK_INT(machine_mount(REMOUNT, NULL), -EROFS);
	CHECK_INT(machine_unmount(), 0);
	disk_save(image);
	CHECK(machine_fsck(image, "-fy", 2) < 4);
	CHECK_INT(machine_fsck(image, "-fn", 0), 0);
}

static void reads(void)
{
	struct xinim_stat st;
	int fd;

	begin("-b 1024", 4096);
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	fd = open_file("/m/d/a", O_RDWR | O_CREAT);
	CHECK_INT(CALL(SYS_write, fd, data, 5000), 5000);
	CALL(SYS_close, fd, 0, 0);
	CHECK_INT(machine_unmount(), 0);
	/* What has been looked at is in memory: each of these is the first look. */
	CHECK_INT(machine_mount(0, NULL), 0);
	disk.fail_read = 1;
	CHECK_INT(CALL(SYS_stat, "/m/d", &st, 0), -EIO);
	disk.fail_read = 1;
	CHECK_INT(CALL(SYS_stat, "/m/d/a", &st, 0), -EIO);
	fd = open_file("/m/d/a", O_RDONLY);
	CHECK(fd >= 0);
	disk.fail_read = 1;
	CHECK_INT(CALL(SYS_read, fd, data, 100), -EIO);
	CHECK_INT(CALL(SYS_read, fd, data, 100), 100);
	CALL(SYS_close, fd, 0, 0);
	end();
}

#define PAGES 100
#define PAGE  4096

/* Where the disk has this page of the file that one_bad_page() makes. */
static uint64_t sector_of(unsigned page)
{
	for (uint64_t at = 0; at + PAGE <= disk.size; at += 1024)
		if (memcmp(disk.bytes + at, "page", 4) == 0 && disk.bytes[at + 4] == page)
			return at / 512;
	return 0;
}

/* The file is read `length` at a time: one page is refused, wherever it is. */
static void read_around(unsigned bad, int64_t length)
{
	static char buffer[64 * PAGE];
	unsigned refused = 0;
	int64_t at = 0;
	int fd = open_file("/m/a", O_RDONLY);

	while (at < PAGES * PAGE) {
		int64_t n = machine_call(SYS_pread64, (uint64_t)fd, (uint64_t)buffer,
			(uint64_t)length, (uint64_t)at, 0);

		CHECK(n > 0 || n == -EIO);
		for (int64_t i = 0; i < n; i += PAGE)
			CHECK_INT((uint8_t)buffer[i + 4], (at + i) / PAGE);
		if (n <= 0) {
			CHECK_INT(at / PAGE, bad);
			refused++;
			n = PAGE;
		}
		at += n;
	}
	CHECK_INT(refused, 1);
	CALL(SYS_close, fd, 0, 0);
}

/* A page that cannot be read takes no other with it. */
static void one_bad_page(void)
{
	static const int64_t lengths[] = { PAGE, 3 * PAGE, 64 * PAGE };
	char page[PAGE] = "page";
	int fd;

	begin("-b 1024", 4096);
	CHECK_INT(machine_mount(0, NULL), 0);
	fd = open_file("/m/a", O_RDWR | O_CREAT);
	for (unsigned i = 0; i < PAGES; i++) {
		page[4] = (char)i;
		CHECK_INT(CALL(SYS_write, fd, page, PAGE), PAGE);
	}
	CALL(SYS_close, fd, 0, 0);
	CHECK_INT(machine_unmount(), 0);
	for (unsigned bad = 0; bad < PAGES; bad++) {
		uint64_t sector = sector_of(bad);

		CHECK(sector != 0);
		for (unsigned i = 0; i < 3; i++) {
			CHECK_INT(machine_mount(0, NULL), 0);
			disk.bad = sector;
			read_around(bad, lengths[i]);
			disk.bad = 0;
			CHECK_INT(machine_unmount(), 0);
		}
	}
	CHECK_INT(machine_mount(0, NULL), 0);
	end();
}

/* A disk on which any request may fail: all calls end, and e2fsck can repair it. */
static void unreliable(void)
{
	char path[64], other[64];

	for (unsigned round = 0; round < 60; round++) {
		host_seed(round + 1);
		begin(round % 2 ? "-b 1024" : "-b 4096", 4096);
		CHECK_INT(machine_mount(0, "errors=continue"), 0);
		for (unsigned i = 0; i < 120; i++) {
			int fd;

			if (host_below(6) == 0)
				disk.fail_read = 1 + host_below(5);
			if (host_below(6) == 0)
				disk.fail_write = 1 + host_below(20);
			sprintf(path, "/m/%u", (unsigned)host_below(20));
			sprintf(other, "/m/%u", (unsigned)host_below(20));
			fd = open_file(path, O_RDWR | O_CREAT);
			if (fd >= 0) {
				machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t)data,
					sizeof(data), host_below(1 << 20), 0);
				if (host_below(3) == 0)
					CALL(SYS_fsync, fd, 0, 0);
				CALL(SYS_close, fd, 0, 0);
			}
			CALL(SYS_rename, path, other, 0);
			if (host_below(3) == 0)
				CALL(SYS_unlink, other, 0, 0);
		}
		disk.fail_read = disk.fail_write = 0;
		CHECK_INT(machine_unmount(), 0);
		disk_save(image);
		CHECK(machine_fsck(image, "-fy", 2) < 4);
		CHECK_INT(machine_fsck(image, "-fn", 0), 0);
	}
}

/* --- room ---------------------------------------------------------------------------------- */

static uint64_t free_blocks(void)
{
	struct xinim_statfs st;

	CHECK_INT(CALL(SYS_statfs, "/m", &st, 0), 0);
	return st.f_bfree;
}

/* Whatever has no room any more has not been begun either. */
static void full(void)
{
	uint64_t before;
	char path[300];
	int64_t n;
	int fd;

	begin("-b 1024", 2048);
	CHECK_INT(machine_mount(0, NULL), 0);
	before = free_blocks();
	fd = open_file("/m/full", O_RDWR | O_CREAT);
	while ((n = CALL(SYS_write, fd, data, sizeof(data))) == (int64_t)sizeof(data))
		;
	CHECK(n > 0 || n == -ENOSPC);
	while ((n = CALL(SYS_write, fd, data, 1)) > 0)
		;
	CHECK_INT(n, -ENOSPC);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), -ENOSPC);
	CHECK_INT(CALL(SYS_access, "/m/d", 0, 0), -ENOENT);
	memset(path, 'x', sizeof(path));
	path[200] = 0;
	CHECK_INT(CALL(SYS_symlink, path, "/m/s", 0), -ENOSPC);
	CHECK_INT(CALL(SYS_access, "/m/s", 0, 0), -ENOENT);
	/* Names, until the directory would need a block. */
	for (unsigned i = 0;; i++) {
		sprintf(path, "/m/a-name-that-takes-its-room-%u", i);
		n = CALL(SYS_mknod, path, 0100644, 0);
		if (n)
			break;
	}
	CHECK_INT(n, -ENOSPC);
	CHECK_INT(CALL(SYS_access, path, 0, 0), -ENOENT);
	CHECK_INT(CALL(SYS_fsync, fd, 0, 0), 0);
	/* What is freed can be used again at once. */
	CHECK_INT(CALL(SYS_ftruncate, fd, 1000, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	CHECK(free_blocks() + 20 > before);
	CALL(SYS_close, fd, 0, 0);
	end();
}

static void no_inodes(void)
{
	char path[64];
	int64_t n;

	begin("-b 1024 -N 32", 1024);
	CHECK_INT(machine_mount(0, NULL), 0);
	for (unsigned i = 0;; i++) {
		sprintf(path, "/m/%u", i);
		n = CALL(SYS_mknod, path, 0100644, 0);
		if (n || i > 100)
			break;
	}
	CHECK_INT(n, -ENOSPC);
	CHECK_INT(CALL(SYS_unlink, "/m/3", 0, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/e", 0755, 0), -ENOSPC);
	end();
}

/* A file without a name: in use while it is open; freed by the next mount after a cut. */
static void orphans(void)
{
	uint64_t before;
	int fd;

	begin("-b 1024", 2048);
	CHECK_INT(machine_mount(0, NULL), 0);
	before = free_blocks();
	for (unsigned i = 0; i < 3; i++) {
		fd = open_file("/m/a", O_RDWR | O_CREAT);
		CHECK_INT(CALL(SYS_write, fd, data, sizeof(data)), sizeof(data));
		CHECK_INT(CALL(SYS_unlink, "/m/a", 0, 0), 0);
		CHECK_INT(machine_call(
				  SYS_pread64, (uint64_t)fd, (uint64_t)data, 100, 50, 0),
			100);
		CHECK_INT(CALL(SYS_fsync, fd, 0, 0), 0);
		if (i == 0)
			CHECK_INT(CALL(SYS_close, fd, 0, 0), 0);
	}
	CHECK(free_blocks() < before);
	CHECK_INT(machine_unmount(), -EBUSY);
	CHECK(super()->orphans != 0);
	disk.remember = true; /* from now on nothing is safe: the power goes */
	disk_save(image);
	CHECK_INT(CALL(SYS_close, fd, 0, 0), 0);
	CHECK_INT(CALL(SYS_close, fd - 1, 0, 0), 0);
	CHECK_INT(machine_unmount(), 0);
	disk_load(image);
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK(strstr(machine_line, "freed") != NULL);
	CHECK_INT(free_blocks(), before);
	end();
}

static void many(void)
{
	struct xinim_stat st;
	char path[64];

	begin("-b 4096 -I 128 -N 110000", 64 << 10);
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	for (unsigned i = 0; i < FILES; i++) {
		sprintf(path, "/m/d/file-%u", i);
		if (CALL(SYS_mknod, path, 0100644, 0) != 0)
			break;
	}
	CHECK_INT(CALL(SYS_stat, path, &st, 0), 0);
	CHECK_INT(CALL(SYS_rmdir, "/m/d", 0, 0), -ENOTEMPTY);
	end();
	disk_load(image);
	CHECK_INT(machine_mount(0, NULL), 0);
	for (unsigned i = 0; i < FILES; i++) {
		sprintf(path, "/m/d/file-%u", (i * 7919) % FILES);
		if (CALL(SYS_unlink, path, 0, 0) != 0)
			break;
	}
	CHECK_INT(CALL(SYS_rmdir, "/m/d", 0, 0), 0);
	end();
}

/* --- what the superblock says ------------------------------------------------------------------ */

static void features(void)
{
	begin("-b 1024", 2048);
	super()->incompat |= 0x40; /* extents */
	CHECK_INT(machine_mount(0, NULL), -EINVAL);
	CHECK(strstr(machine_line, "0x40") != NULL);
	super()->incompat = EXT2_INCOMPAT_FILETYPE | EXT2_INCOMPAT_RECOVER;
	CHECK_INT(machine_mount(0, NULL), -EINVAL);
	CHECK(strstr(machine_line, "journal") != NULL);
	super()->incompat = EXT2_INCOMPAT_FILETYPE;
	super()->ro_compat |= 0x400; /* checksums of metadata */
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK(strstr(machine_line, "read-only") != NULL);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), -EROFS);
	CHECK_INT(machine_mount(REMOUNT, NULL), -EROFS);
	CHECK_INT(machine_unmount(), 0);
	CHECK_INT(disk.writes, 0);
	super()->ro_compat &= ~0x400u;
	super()->magic = 0;
	CHECK_INT(machine_mount(0, NULL), -EINVAL);
	super()->magic = EXT2_MAGIC;
	CHECK_INT(machine_mount(0, "no-such-option"), -EINVAL);
	CHECK_INT(machine_mount(0, "errors=remount-ro"), 0);
	CHECK_INT(machine_mount(0, NULL), -EBUSY);
	end();
}

static const struct fs *find_mounted(void)
{
	const struct fs *fs;

	list_for_each_entry (fs, &mounts, link)
		if (strcmp(fs->ops->type, "ext2") == 0)
			return fs;
	return NULL;
}

/* However it was named, it is listed by its device. */
static void by_label(void)
{
	begin("-b 1024 -L named", 2048);
	CHECK_INT(machine_call(SYS_mount, (uint64_t) "LABEL=name", (uint64_t) "/m",
			  (uint64_t) "ext2", 0, 0),
		-ENODEV);
	CHECK_INT(machine_call(SYS_mount, (uint64_t) "LABEL=named", (uint64_t) "/m",
			  (uint64_t) "ext2", 0, 0),
		0);
	CHECK_STR(find_mounted()->source, "/dev/vda");
	end();
}

/* Clean only while nobody writes to it. */
static void states(void)
{
	struct xinim_stat before, after;
	int fd;

	begin("-b 1024", 2048);
	CHECK_INT(machine_mount(READ_ONLY, NULL), 0);
	CHECK(super()->state & EXT2_STATE_CLEAN);
	CHECK_INT(machine_mount(REMOUNT, NULL), 0);
	CHECK(!(super()->state & EXT2_STATE_CLEAN));
	fd = open_file("/m/a", O_RDWR | O_CREAT);
	CHECK_INT(machine_mount(REMOUNT | READ_ONLY, NULL), -EBUSY);
	CHECK_INT(CALL(SYS_write, fd, data, 100), 100);
	CALL(SYS_close, fd, 0, 0);
	CHECK_INT(machine_mount(REMOUNT | READ_ONLY, NULL), 0);
	CHECK(super()->state & EXT2_STATE_CLEAN);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), -EROFS);
	CHECK_INT(machine_unmount(), 0);
	CHECK_INT(machine_mount(NOATIME, NULL), 0);
	CHECK_INT(CALL(SYS_stat, "/m/a", &before, 0), 0);
	fd = open_file("/m/a", O_RDONLY);
	CHECK_INT(CALL(SYS_read, fd, data, 100), 100);
	CALL(SYS_close, fd, 0, 0);
	CHECK_INT(CALL(SYS_stat, "/m/a", &after, 0), 0);
	CHECK_INT(before.st_atim.tv_sec, after.st_atim.tv_sec);
	CHECK_INT(before.st_atim.tv_nsec, after.st_atim.tv_nsec);
	end();
	/* Not unmounted: the next mount says so, and so does the disk until it is checked. */
	disk_load(image);
	super()->state &= (uint16_t)~EXT2_STATE_CLEAN;
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK(strstr(machine_line, "e2fsck") != NULL);
	CHECK_INT(machine_unmount(), 0);
	CHECK(!(super()->state & EXT2_STATE_CLEAN));
}

int main(void)
{
	image = machine_start();
	data_writes();
	metadata_writes();
	reads();
	one_bad_page();
	unreliable();
	full();
	no_inodes();
	orphans();
	features();
	by_label();
	states();
	many();
	return host_report();
}
