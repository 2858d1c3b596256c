/*
 * tests/host/ext2-kinds.c - file systems of all kinds that mke2fs makes.
 *
 * By the size of blocks and inodes and by features: what is supported is used, and e2fsck
 * finds nothing then; the rest is read-only, or refused, and a line says why. And limits:
 * links, names, sizes; a read-only file system refuses each call that would change it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/ext2.h"
#include "tests/host/ext2-machine.h"
#include "tests/host/host.h"
#include "tests/host/vfs-machine.h"

#define READ_ONLY 1
#define REMOUNT   32
#define KIB       4096
#define NAMES     150 /* several blocks of a directory */
#define LARGE     700000

static const char *image;

enum kind { WRITTEN, READ, REFUSED };

static const struct {
	const char *options;
	enum kind kind;
	const char *told; /* a part of the line that is logged, if it is not written */
} kinds[] = {
	{ "-b 1024 -I 128 -r 0", WRITTEN, NULL },
	{ "-b 1024 -I 128 -O none", WRITTEN, NULL },
	{ "-b 1024 -I 256 -g 1024", WRITTEN, NULL },
	{ "-b 2048 -I 128 -O ^filetype", WRITTEN, NULL },
	{ "-b 2048 -I 256 -O ^sparse_super,^resize_inode -g 512", WRITTEN, NULL },
	{ "-b 4096 -I 128 -O ^large_file", WRITTEN, NULL },
	{ "-b 4096 -I 256 -O ^dir_index,^ext_attr", WRITTEN, NULL },
	{ "-b 4096 -I 512 -m 20", WRITTEN, NULL },
	{ "-b 4096 -I 4096 -N 200", WRITTEN, NULL },
	{ "-b 1024 -I 256 -O has_journal -J size=1", WRITTEN, NULL },
	{ "-b 1024 -I 256 -O sparse_super2,^resize_inode -g 512", WRITTEN, NULL },
	{ "-b 1024 -O extent", REFUSED, "0x40" },
	{ "-b 1024 -O flex_bg", REFUSED, "0x200" },
	{ "-b 1024 -O 64bit,extent", REFUSED, "0xc0" },
	{ "-b 1024 -O meta_bg,^resize_inode", REFUSED, "0x10" },
	{ "-b 1024 -I 256 -O inline_data", REFUSED, "0x8000" },
	{ "-b 1024 -O huge_file", READ, "0x8" },
	{ "-b 1024 -O dir_nlink", READ, "0x20" },
	{ "-b 1024 -O uninit_bg", READ, "0x10" },
	{ "-b 1024 -O quota", READ, "0x100" },
	{ "-b 1024 -O metadata_csum", READ, "0x400" },
	{ "-b 1024 -I 256 -O quota,project", READ, "0x2100" },
	{ "-b 4096 -O verity", READ, "0x8000" },
	{ "-b 1024 -O mmp", REFUSED, "0x100" },
	{ "-b 1024 -O ea_inode", REFUSED, "0x400" },
	{ "-b 1024 -O large_dir", REFUSED, "0x4000" },
	{ "-b 1024 -O encrypt", REFUSED, "0x10000" },
	{ "-b 1024 -O casefold", REFUSED, "0x20000" },
	{ "-b 4096 -O extent,bigalloc", REFUSED, "0x40" },
	{ "-b 1024 -O stable_inodes", WRITTEN, NULL },
	{ "-b 1024 -I 256 -O has_journal,orphan_file -J size=1", WRITTEN, NULL },
};

static struct ext2_super *super(void)
{
	return (struct ext2_super *)(void *)(disk.bytes + EXT2_SUPER_AT);
}

static void end(void)
{
	CHECK_INT(machine_unmount(), 0);
	CHECK(!disk.outside);
	disk_save(image);
	CHECK_INT(machine_fsck(image, "-fn", 0), 0);
}

/* --- what a file system is used for ------------------------------------------------------- */

static uint32_t word_at(uint64_t at)
{
	return (uint32_t)(at * 2654435761u + 12345);
}

static void write_file(const char *path, uint64_t from, uint64_t length)
{
	static uint32_t data[2500];
	int fd = (int)CALL(SYS_open, path, O_RDWR | O_CREAT, 0644);

	CHECK(fd >= 0);
	for (uint64_t at = from; at < from + length; at += sizeof(data)) {
		for (unsigned i = 0; i < 2500; i++)
			data[i] = word_at(at / 4 + i);
		CHECK_INT(machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t)data,
				  sizeof(data), at, 0),
			sizeof(data));
	}
	CHECK_INT(CALL(SYS_close, fd, 0, 0), 0);
}

static void check_file(const char *path, uint64_t from, uint64_t length)
{
	static uint32_t data[2500];
	int fd = (int)CALL(SYS_open, path, O_RDONLY, 0);
	unsigned bad = 0;

	CHECK(fd >= 0);
	for (uint64_t at = from; at < from + length; at += sizeof(data)) {
		CHECK_INT(machine_call(SYS_pread64, (uint64_t)fd, (uint64_t)data,
				  sizeof(data), at, 0),
			sizeof(data));
		for (unsigned i = 0; i < 2500; i++)
			bad += data[i] != word_at(at / 4 + i);
	}
	CHECK_INT(bad, 0);
	CHECK_INT(CALL(SYS_close, fd, 0, 0), 0);
}

/* Symbolic links that are in their inode, and that have a block, at the border of both. */
static void make_links(void)
{
	static const unsigned lengths[] = { 1, 58, 59, 60, 61, 500, 1023 };
	char target[1100], path[100];

	memset(target, 'x', sizeof(target));
	for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		target[lengths[i]] = 0;
		snprintf(path, sizeof(path), "/m/d/link%u", lengths[i]);
		CHECK_INT(CALL(SYS_symlink, target, path, 0), 0);
		target[lengths[i]] = 'x';
	}
}

static void check_links(void)
{
	static const unsigned lengths[] = { 1, 58, 59, 60, 61, 500, 1023 };
	char target[1100], path[100];

	for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		snprintf(path, sizeof(path), "/m/d/link%u", lengths[i]);
		CHECK_INT(CALL(SYS_readlink, path, target, sizeof(target)), lengths[i]);
		CHECK(target[0] == 'x' && target[lengths[i] - 1] == 'x');
	}
}

static void use(void)
{
	char path[100];

	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	write_file("/m/small", 0, 10000);
	write_file("/m/d/large", 0, LARGE);
	write_file("/m/d/sparse", 12000000, 20000);
	make_links();
	for (unsigned i = 0; i < NAMES; i++) {
		snprintf(path, sizeof(path), "/m/d/a-name-in-the-directory-%u", i);
		CHECK_INT(CALL(SYS_mknod, path, S_IFREG | 0600, 0), 0);
		if (i % 3 == 0)
			CHECK_INT(CALL(SYS_unlink, path, 0, 0), 0);
	}
	CHECK_INT(CALL(SYS_link, "/m/small", "/m/d/same", 0), 0);
	CHECK_INT(CALL(SYS_rename, "/m/small", "/m/d/moved", 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/e", 0700, 0), 0);
	CHECK_INT(CALL(SYS_rename, "/m/e", "/m/d/e", 0), 0);
}

/* Names of the directory; whether the entries have types is the file system's matter. */
static unsigned names_of(const char *path)
{
	static char buffer[4096];
	int d = (int)CALL(SYS_open, path, O_RDONLY | O_DIRECTORY, 0);
	unsigned n = 0;
	int64_t got;

	while ((got = CALL(SYS_getdents64, d, buffer, sizeof(buffer))) > 0) {
		for (int64_t at = 0; at < got; n++) {
			const struct xinim_dirent64 *e = (const void *)(buffer + at);
			const char *name = buffer + at + DIRENT64_NAME;

			if (!(super()->incompat & EXT2_INCOMPAT_FILETYPE) && *name != '.')
				CHECK_INT(e->d_type, 0);
			else
				CHECK(e->d_type != 0);
			at += e->d_reclen;
		}
	}
	CHECK_INT(got, 0);
	CALL(SYS_close, d, 0, 0);
	return n;
}

static void check_used(void)
{
	struct xinim_stat st;

	check_file("/m/d/moved", 0, 10000);
	check_file("/m/d/same", 0, 10000);
	check_file("/m/d/large", 0, LARGE);
	check_file("/m/d/sparse", 12000000, 20000);
	CHECK_INT(CALL(SYS_stat, "/m/d/moved", &st, 0), 0);
	CHECK_INT(st.st_nlink, 2);
	CHECK_INT(CALL(SYS_stat, "/m/d", &st, 0), 0);
	CHECK_INT(st.st_nlink, 3);
	CHECK_INT(CALL(SYS_stat, "/m/small", &st, 0), -ENOENT);
	check_links();
	CHECK_INT(names_of("/m/d"), NAMES * 2 / 3 + 2 + 2 + 2 + 7 + 1);
}

/* What dumpe2fs says is what statfs says. */
static void check_numbers(void)
{
	struct xinim_statfs st = { 0 };
	uint64_t keeps = super()->reserved_blocks, own = super()->blocks;
	uint32_t overhead;

	CHECK_INT(CALL(SYS_statfs, "/m", &st, 0), 0);
	CHECK_INT(st.f_type, 0xef53);
	CHECK_INT(st.f_bsize, 1024u << super()->log_block_size);
	CHECK_INT(st.f_files, super()->inodes);
	CHECK_INT(st.f_ffree, super()->free_inodes);
	CHECK_INT(st.f_bfree, super()->free_blocks);
	CHECK_INT(st.f_bavail, st.f_bfree > keeps ? st.f_bfree - keeps : 0);
	/* s_overhead_clusters, by mke2fs: what is not for files. Of a journal it is, too. */
	memcpy(&overhead, disk.bytes + EXT2_SUPER_AT + 0x248, sizeof(overhead));
	if (overhead && !super()->journal_inode)
		CHECK_INT(st.f_blocks, own - overhead);
	CHECK(st.f_blocks < own && st.f_blocks > st.f_bfree);
	CHECK_INT(st.f_namelen, 255);
}

static void test_kind(unsigned k)
{
	unsigned lines;
	int64_t error;

	if (!machine_mkfs(image, kinds[k].options, KIB)) {
		printf("%s: mke2fs does not make it\n", kinds[k].options);
		CHECK(false);
		return;
	}
	disk_load(image);
	lines = machine_lines;
	error = machine_mount(0, NULL);
	if (kinds[k].kind == REFUSED) {
		CHECK_INT(error, -EINVAL);
	} else if (kinds[k].kind == READ) {
		CHECK_INT(error, 0);
		CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), -EROFS);
		CHECK_INT(names_of("/m"), 3);
		CHECK_INT(machine_unmount(), 0);
	}
	if (kinds[k].kind != WRITTEN) {
		CHECK_INT(disk.writes, 0);
		CHECK(machine_lines > lines && strstr(machine_line, kinds[k].told));
		return;
	}
	CHECK_INT(error, 0);
	CHECK_INT(machine_lines, lines);
	check_numbers();
	use();
	check_used();
	end();
	CHECK_INT(machine_mount(0, NULL), 0);
	check_numbers();
	check_used();
	end();
}

/* --- limits ---------------------------------------------------------------------------------- */

static void too_many_links(void)
{
	char path[100];
	struct xinim_stat st;

	CHECK(machine_mkfs(image, "-b 1024 -I 128 -N 66000", 65536));
	disk_load(image);
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK_INT(CALL(SYS_mknod, "/m/f", S_IFREG | 0644, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/links", 0755, 0), 0);
	for (unsigned i = 1; i < EXT2_LINKS_MAX; i++) {
		snprintf(path, sizeof(path), "/m/links/%u", i);
		CHECK_INT(CALL(SYS_link, "/m/f", path, 0), 0);
	}
	CHECK_INT(CALL(SYS_link, "/m/f", "/m/one-more", 0), -EMLINK);
	CHECK_INT(CALL(SYS_stat, "/m/f", &st, 0), 0);
	CHECK_INT(st.st_nlink, EXT2_LINKS_MAX);
	CHECK_INT(CALL(SYS_stat, "/m/one-more", &st, 0), -ENOENT);
	CHECK_INT(CALL(SYS_unlink, "/m/links/7", 0, 0), 0);
	CHECK_INT(CALL(SYS_link, "/m/f", "/m/one-more", 0), 0);

	CHECK_INT(CALL(SYS_mkdir, "/m/many", 0755, 0), 0);
	for (unsigned i = 2; i < EXT2_LINKS_MAX; i++) {
		snprintf(path, sizeof(path), "/m/many/%u", i);
		CHECK_INT(CALL(SYS_mkdir, path, 0755, 0), 0);
	}
	CHECK_INT(CALL(SYS_mkdir, "/m/many/more", 0755, 0), -EMLINK);
	CHECK_INT(CALL(SYS_mkdir, "/m/other", 0755, 0), 0);
	CHECK_INT(CALL(SYS_rename, "/m/other", "/m/many/other", 0), -EMLINK);
	CHECK_INT(CALL(SYS_mknod, "/m/many/file", S_IFREG | 0644, 0), 0);
	/* In the place of a directory that is there it takes no link more. */
	CHECK_INT(CALL(SYS_rename, "/m/other", "/m/many/2", 0), 0);
	CHECK_INT(CALL(SYS_rmdir, "/m/many/3", 0, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/many/more", 0755, 0), 0);
	CHECK_INT(CALL(SYS_stat, "/m/many", &st, 0), 0);
	CHECK_INT(st.st_nlink, EXT2_LINKS_MAX);
	end();
}

static void too_long(void)
{
	char name[300] = "/m/", target[5000];

	CHECK(machine_mkfs(image, "-b 1024", 2048));
	disk_load(image);
	CHECK_INT(machine_mount(0, NULL), 0);
	memset(name + 3, 'n', 256);
	CHECK_INT(CALL(SYS_mkdir, name, 0755, 0), -ENAMETOOLONG);
	name[3 + 255] = 0;
	CHECK_INT(CALL(SYS_mkdir, name, 0755, 0), 0);
	CHECK_INT(CALL(SYS_rmdir, name, 0, 0), 0);
	/* A link's text has one block at the most, with a NUL. */
	memset(target, 't', sizeof(target));
	target[1024] = 0;
	CHECK_INT(CALL(SYS_symlink, target, "/m/link", 0), -ENAMETOOLONG);
	CHECK_INT(CALL(SYS_readlink, "/m/link", name, 100), -ENOENT);
	target[1023] = 0;
	CHECK_INT(CALL(SYS_symlink, target, "/m/link", 0), 0);
	CHECK_INT(CALL(SYS_readlink, "/m/link", target, 5000), 1023);
	end();
}

static void too_large(void)
{
	const uint64_t most = (12 + 256 + 256 * 256 + 256ULL * 256 * 256) * 1024;
	int fd;

	CHECK(machine_mkfs(image, "-b 1024", 2048));
	disk_load(image);
	CHECK_INT(machine_mount(0, NULL), 0);
	fd = (int)CALL(SYS_open, "/m/f", O_RDWR | O_CREAT, 0644);
	CHECK_INT(CALL(SYS_ftruncate, fd, most + 1, 0), -EFBIG);
	CHECK_INT(CALL(SYS_ftruncate, fd, most, 0), 0);
	CHECK_INT(machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t) "xy", 2, most, 0),
		-EFBIG);
	CHECK_INT(
		machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t) "xy", 2, most - 1, 0),
		1);
	CHECK_INT(machine_call(SYS_fallocate, (uint64_t)fd, 0, most, 1, 0), -EFBIG);
	CHECK_INT(CALL(SYS_close, fd, 0, 0), 0);
	end();
}

/* --- read-only -------------------------------------------------------------------------------- */

static void read_only(void)
{
	const uint64_t at = (uint64_t)AT_FDCWD;
	struct xinim_statfs st = { 0 };
	int fd;

	CHECK(machine_mkfs(image, "-b 1024", 2048));
	disk_load(image);
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	CHECK_INT(CALL(SYS_mknod, "/m/f", S_IFREG | 0644, 0), 0);
	CHECK_INT(CALL(SYS_symlink, "f", "/m/l", 0), 0);
	end();
	disk.writes = 0;
	CHECK_INT(machine_mount(READ_ONLY, NULL), 0);
	CHECK_INT(CALL(SYS_statfs, "/m", &st, 0), 0);
	CHECK(st.f_flags & 1);
	CHECK_INT(CALL(SYS_mkdir, "/m/x", 0755, 0), -EROFS);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), -EEXIST);
	CHECK_INT(CALL(SYS_rmdir, "/m/d", 0, 0), -EROFS);
	CHECK_INT(CALL(SYS_unlink, "/m/f", 0, 0), -EROFS);
	CHECK_INT(CALL(SYS_rename, "/m/f", "/m/g", 0), -EROFS);
	CHECK_INT(CALL(SYS_link, "/m/f", "/m/g", 0), -EROFS);
	CHECK_INT(CALL(SYS_symlink, "f", "/m/g", 0), -EROFS);
	CHECK_INT(CALL(SYS_mknod, "/m/g", S_IFIFO | 0644, 0), -EROFS);
	CHECK_INT(CALL(SYS_open, "/m/f", O_WRONLY, 0), -EROFS);
	CHECK_INT(CALL(SYS_open, "/m/f", O_RDWR, 0), -EROFS);
	CHECK_INT(CALL(SYS_open, "/m/f", O_RDONLY | O_TRUNC, 0), -EROFS);
	CHECK_INT(CALL(SYS_open, "/m/g", O_RDONLY | O_CREAT, 0644), -EROFS);
	CHECK_INT(CALL(SYS_open, "/m/d", O_RDWR | O_TMPFILE, 0644), -EROFS);
	CHECK_INT(CALL(SYS_truncate, "/m/f", 0, 0), -EROFS);
	CHECK_INT(CALL(SYS_chmod, "/m/f", 0600, 0), -EROFS);
	CHECK_INT(CALL(SYS_chown, "/m/f", 1, 1), -EROFS);
	CHECK_INT(CALL(SYS_lchown, "/m/l", 1, 1), -EROFS);
	CHECK_INT(CALL(SYS_access, "/m/f", 2, 0), -EROFS);
	CHECK_INT(machine_call(SYS_utimensat, at, (uint64_t) "/m/f", 0, 0, 0), -EROFS);
	fd = (int)CALL(SYS_open, "/m/f", O_RDONLY | O_CREAT, 0644);
	CHECK(fd >= 0);
	CHECK_INT(CALL(SYS_fchmod, fd, 0600, 0), -EROFS);
	CHECK_INT(CALL(SYS_fchown, fd, 1, 1), -EROFS);
	CHECK_INT(machine_call(SYS_utimensat, (uint64_t)fd, 0, 0, 0, 0), -EROFS);
	CHECK_INT(CALL(SYS_ftruncate, fd, 0, 0), -EINVAL);
	CHECK_INT(machine_call(SYS_fallocate, (uint64_t)fd, 0, 0, 1, 0), -EBADF);
	CHECK_INT(CALL(SYS_fsync, fd, 0, 0), 0);
	CHECK_INT(CALL(SYS_close, fd, 0, 0), 0);
	CHECK_INT(names_of("/m/d"), 2);
	CHECK_INT(CALL(SYS_sync, 0, 0, 0), 0);
	CHECK_INT(disk.writes, 0);
	CHECK_INT(machine_mount(REMOUNT, NULL), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/x", 0755, 0), 0);
	CHECK_INT(machine_mount(REMOUNT | READ_ONLY, NULL), 0);
	CHECK_INT(CALL(SYS_rmdir, "/m/x", 0, 0), -EROFS);
	end();
}

int main(void)
{
	image = machine_start();
	for (unsigned k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		printf("%s\n", kinds[k].options);
		fflush(stdout);
		test_kind(k);
	}
	too_many_links();
	too_long();
	too_large();
	read_only();
	return host_report();
}
