/*
 * tests/host/ext2-full.c - calls on a file system with no room, or with just too little.
 *
 * Each call that may take blocks is made with none free, one, two ... until it has what it
 * needs. What answers ENOSPC has changed nothing: no name, size, link, block or inode.
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

#define LEFT_MOST 8 /* blocks free, at most: more than any call needs */
#define LONG      250

static const char *const images[] = { "-b 1024 -I 128 -m 0", "-b 4096 -I 256 -m 0" };
#define IMAGES (sizeof(images) / sizeof(images[0]))

static char text[5000], name[LONG + 20];
static unsigned block;

/* --- calls that take room ----------------------------------------------------------- */

static int64_t write_at(const char *path, uint64_t at, uint64_t bytes)
{
	int fd = (int)CALL(SYS_open, path, O_RDWR, 0);
	int64_t n =
		machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t)text, bytes, at, 0);

	CALL(SYS_close, fd, 0, 0);
	return n;
}

static int64_t write_direct(void)
{
	return write_at("/m/file", 3 * block, 1);
}

static int64_t write_indirect(void)
{
	return write_at("/m/file", 20 * block, 1);
}

static int64_t write_double(void)
{
	return write_at("/m/file", (12 + block / 4 + 5) * (uint64_t)block, 1);
}

static int64_t write_triple(void)
{
	uint64_t p = block / 4;

	return write_at("/m/file", (12 + p + p * p + 5) * block, 1);
}

static int64_t allocate(void)
{
	int fd = (int)CALL(SYS_open, "/m/file", O_RDWR, 0);
	int64_t error =
		machine_call(SYS_fallocate, (uint64_t)fd, 0, 11 * block, 4 * block, 0);

	CALL(SYS_close, fd, 0, 0);
	return error;
}

static int64_t make_directory(void)
{
	return CALL(SYS_mkdir, "/m/new", 0755, 0);
}

static int64_t make_link(void)
{
	return CALL(SYS_symlink, name + 3, "/m/new", 0);
}

/* These need a block more for the directory, which is full. */
static int64_t make_node(void)
{
	return CALL(SYS_mknod, name, 0100644, 0);
}

static int64_t make_directory_there(void)
{
	return CALL(SYS_mkdir, name, 0755, 0);
}

static int64_t make_link_there(void)
{
	return CALL(SYS_symlink, name + 3, name, 0);
}

static int64_t link_there(void)
{
	return CALL(SYS_link, "/m/file", name, 0);
}

static int64_t rename_there(void)
{
	return CALL(SYS_rename, "/m/file", name, 0);
}

static int64_t rename_directory_there(void)
{
	return CALL(SYS_rename, "/m/empty", name, 0);
}

static int64_t (*const calls[])(void) = { write_direct, write_indirect, write_double,
	write_triple, allocate, make_directory, make_link, make_node,
	make_directory_there, make_link_there, link_there, rename_there,
	rename_directory_there };
#define CALLS (sizeof(calls) / sizeof(calls[0]))

/* --- what there is --------------------------------------------------------------------- */

struct state {
	struct xinim_statfs fs;
	struct xinim_stat file, root, full, empty;
	bool new_there, name_there;
};

static void look(struct state *s)
{
	memset(s, 0, sizeof(*s));
	CALL(SYS_sync, 0, 0, 0);
	CHECK_INT(CALL(SYS_statfs, "/m", &s->fs, 0), 0);
	CHECK_INT(CALL(SYS_stat, "/m/file", &s->file, 0), 0);
	CHECK_INT(CALL(SYS_stat, "/m", &s->root, 0), 0);
	CHECK_INT(CALL(SYS_stat, "/m/full", &s->full, 0), 0);
	CHECK_INT(CALL(SYS_stat, "/m/empty", &s->empty, 0), 0);
	s->new_there = CALL(SYS_access, "/m/new", 0, 0) == 0;
	s->name_there = CALL(SYS_access, name, 0, 0) == 0;
}

static void same(const struct xinim_stat *a, const struct xinim_stat *b)
{
	CHECK_INT(a->st_size, b->st_size);
	CHECK_INT(a->st_blocks, b->st_blocks);
	CHECK_INT(a->st_nlink, b->st_nlink);
}

static void check_same(const struct state *a, const struct state *b)
{
	CHECK_INT(a->fs.f_bfree, b->fs.f_bfree);
	CHECK_INT(a->fs.f_ffree, b->fs.f_ffree);
	same(&a->file, &b->file);
	same(&a->root, &b->root);
	same(&a->full, &b->full);
	same(&a->empty, &b->empty);
	CHECK_INT(a->new_there, b->new_there);
	CHECK_INT(a->name_there, b->name_there);
}

/* All but `left` blocks are taken. */
static void take(unsigned left)
{
	struct xinim_statfs st;
	int fd = (int)CALL(SYS_open, "/m/filler", O_RDWR, 0);
	uint64_t at = 0;

	for (;;) {
		CHECK_INT(CALL(SYS_statfs, "/m", &st, 0), 0);
		if (st.f_bfree <= left)
			break;
		if (machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t)text, 1, at, 0) !=
			1)
			break;
		/* Without more pointers, if there is one block only to be taken. */
		at += block;
	}
	CALL(SYS_close, fd, 0, 0);
}

static void one(const char *image, unsigned call, unsigned left)
{
	struct state before, after;
	int64_t result;

	disk_load(image);
	CHECK_INT(machine_mount(0, NULL), 0);
	take(left);
	look(&before);
	CHECK(before.fs.f_bfree <= left);
	result = calls[call]();
	CHECK(result >= 0 || result == -ENOSPC);
	if (result < 0) {
		look(&after);
		check_same(&before, &after);
	}
	if (left == LEFT_MOST)
		CHECK(result >= 0);
	if (left == 0)
		CHECK(result < 0);
	CHECK_INT(machine_unmount(), 0);
	CHECK(!disk.outside);
	disk_save(machine_path("after"));
	CHECK_INT(machine_fsck(machine_path("after"), "-fn", 0), 0);
}

static void make_image(const char *image, const char *options)
{
	char path[LONG + 20];

	CHECK(machine_mkfs(image, options, 2048));
	disk_load(image);
	CHECK_INT(machine_mount(0, NULL), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/full", 0755, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/empty", 0755, 0), 0);
	CHECK_INT(CALL(SYS_mknod, "/m/file", 0100644, 0), 0);
	CHECK_INT(CALL(SYS_mknod, "/m/filler", 0100644, 0), 0);
	/* One to a sector: two blocks, in which there is no room for one more. */
	for (unsigned n = 0; n < 2 * block / 512; n++) {
		sprintf(path, "/m/full/%04u", n);
		memset(path + 12, 'f', LONG - 4);
		path[12 + LONG - 4] = 0;
		CHECK_INT(CALL(SYS_mknod, path, 0100644, 0), 0);
	}
	CHECK_INT(machine_unmount(), 0);
	disk_save(image);
}

int main(void)
{
	const char *image = machine_start();

	strcpy(name, "/m/full/");
	memset(name + 8, 'n', LONG);
	for (unsigned k = 0; k < IMAGES; k++) {
		block = k ? 4096 : 1024;
		make_image(image, images[k]);
		for (unsigned call = 0; call < CALLS; call++)
			for (unsigned left = 0; left <= LEFT_MOST; left++) {
				if (machine_tells)
					printf("call %u, %u left\n", call, left);
				one(image, call, left);
			}
	}
	return host_report();
}
