/*
 * tests/host/ext2-mutate.c - images with something wrong in them.
 *
 * An image with files of all kinds is changed at random places, where it hurts: in the
 * superblock, group descriptors, bitmaps, inodes, directories, blocks of pointers. It is
 * mounted and everything in it is read, changed and removed. Whatever comes of that, it
 * ends, nothing outside the disk is asked for, and what was found is told.
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

#ifndef MUTATIONS
#define MUTATIONS 200 /* of each image */
#endif
#define NAMES_MOST 64
#define DEPTH_MOST 6

static const char *const images[] = { "-b 1024 -I 128", "-b 2048 -I 256 -g 512",
	"-b 4096 -I 256" };
#define IMAGES (sizeof(images) / sizeof(images[0]))

static uint8_t *good; /* the image before */
static unsigned told, refused;

/* --- what is in it ---------------------------------------------------------------------- */

static void make_file(const char *path, uint64_t bytes, uint64_t at)
{
	static char data[5000];
	int fd = (int)CALL(SYS_open, path, O_RDWR | O_CREAT, 0644);

	CHECK(fd >= 0);
	memset(data, 'd', sizeof(data));
	for (uint64_t done = 0; done < bytes; done += sizeof(data))
		CHECK(machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t)data,
			      sizeof(data), at + done, 0) > 0);
	CALL(SYS_close, fd, 0, 0);
}

static void fill_image(void)
{
	char path[100];

	make_file("/m/small", 100, 0);
	make_file("/m/indirect", 60000, 0);
	make_file("/m/double", 600000, 0);
	make_file("/m/triple", 5000, 1ULL << 33);
	CHECK_INT(CALL(SYS_mkdir, "/m/d", 0755, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d/e", 0755, 0), 0);
	CHECK_INT(CALL(SYS_mkdir, "/m/d/e/f", 0755, 0), 0);
	for (unsigned i = 0; i < 120; i++) {
		snprintf(path, sizeof(path), "/m/d/a-file-with-a-name-%u", i);
		make_file(path, i % 3 ? 0 : 10, 0);
	}
	CHECK_INT(CALL(SYS_symlink, "small", "/m/fast", 0), 0);
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = 0;
	CHECK_INT(CALL(SYS_symlink, path, "/m/slow", 0), 0);
	CHECK_INT(CALL(SYS_link, "/m/small", "/m/d/hard", 0), 0);
	CHECK_INT(CALL(SYS_mknod, "/m/fifo", S_IFIFO | 0600, 0), 0);
}

/* --- everything is used ------------------------------------------------------------------- */

struct list_of {
	unsigned count;
	char name[NAMES_MOST][256];
};

static void list_names(const char *path, struct list_of *l)
{
	static char buffer[4096];
	int d = (int)CALL(SYS_open, path, O_RDONLY | O_DIRECTORY, 0);
	int64_t n;

	l->count = 0;
	if (d < 0)
		return;
	while ((n = CALL(SYS_getdents64, d, buffer, sizeof(buffer))) > 0) {
		for (int64_t at = 0; at < n && l->count < NAMES_MOST;) {
			const struct xinim_dirent64 *e = (const void *)(buffer + at);
			const char *name = buffer + at + DIRENT64_NAME;

			if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
				snprintf(l->name[l->count++], 256, "%s", name);
			at += e->d_reclen;
		}
		if (l->count == NAMES_MOST)
			break;
	}
	CALL(SYS_close, d, 0, 0);
}

static void use_file(const char *path, const struct xinim_stat *st)
{
	static char data[20000];
	int fd = (int)CALL(SYS_open, path, O_RDWR | O_NONBLOCK, 0);
	uint64_t places[] = { 0, 50000, 500000, 1ULL << 33, (uint64_t)st->st_size / 2,
		(uint64_t)st->st_size - 100 };

	if (fd < 0)
		fd = (int)CALL(SYS_open, path, O_RDONLY | O_NONBLOCK, 0);
	if (fd < 0)
		return;
	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		machine_call(SYS_pread64, (uint64_t)fd, (uint64_t)data, sizeof(data),
			places[i], 0);
		if (host_below(2))
			machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t)data, 700,
				places[i], 0);
		CALL(SYS_lseek, fd, places[i], SEEK_DATA + host_below(2));
	}
	if (host_below(2))
		CALL(SYS_ftruncate, fd, host_below(2) ? 0 : host_below(1 << 20), 0);
	CALL(SYS_fsync, fd, 0, 0);
	CALL(SYS_close, fd, 0, 0);
}

static void use_tree(const char *path, unsigned depth, bool remove)
{
	struct list_of *l = malloc(sizeof(*l));
	char sub[2000], target[600];

	list_names(path, l);
	for (unsigned i = 0; i < l->count; i++) {
		struct xinim_stat st;

		if (snprintf(sub, sizeof(sub), "%s/%s", path, l->name[i]) >= 1900)
			break;
		if (CALL(SYS_lstat, sub, &st, 0) != 0)
			continue;
		if (S_ISREG(st.st_mode))
			use_file(sub, &st);
		if (S_ISLNK(st.st_mode))
			CALL(SYS_readlink, sub, target, sizeof(target));
		if (S_ISDIR(st.st_mode) && depth < DEPTH_MOST)
			use_tree(sub, depth + 1, remove);
		if (remove && host_below(3))
			CALL(S_ISDIR(st.st_mode) ? SYS_rmdir : SYS_unlink, sub, 0, 0);
		else if (remove)
			CALL(SYS_rename, sub, "/m/renamed", 0);
	}
	snprintf(sub, sizeof(sub), "%s/new", path);
	if (host_below(2))
		CALL(SYS_mkdir, sub, 0755, 0);
	else if (host_below(2))
		CALL(SYS_symlink, "to", sub, 0);
	else
		CALL(SYS_mknod, sub, S_IFREG | 0644, 0);
	free(l);
}

/* --- what is changed -------------------------------------------------------------------------- */

static uint32_t block_size;

static const struct ext2_super *super(void)
{
	return (const struct ext2_super *)(const void *)(good + EXT2_SUPER_AT);
}

static const struct ext2_group *group(uint32_t g)
{
	return (const struct ext2_group *)(const void *)(good +
		       (super()->first_block + 1) * (uint64_t)block_size) +
		g;
}

/* Where one of the files' inodes is, as the image was made. */
static uint64_t random_inode(void)
{
	uint32_t size = super()->inode_size, per_group = super()->inodes_per_group;
	uint32_t ino =
		host_below(4) ? (uint32_t)host_below(24) : (uint32_t)host_below(140);

	ino %= super()->inodes;
	return group(ino / per_group)->inode_table * (uint64_t)block_size +
		ino % per_group * (uint64_t)size;
}

static uint64_t random_block_of(uint64_t inode)
{
	const struct ext2_disk_inode *d = (const void *)(good + inode);
	uint32_t block = d->block[host_below(3) ? host_below(2) : host_below(15)];

	return block < super()->blocks ? block * (uint64_t)block_size : 0;
}

static uint64_t random_place(void)
{
	uint32_t groups = (super()->blocks + super()->blocks_per_group - 1) /
		super()->blocks_per_group;
	uint32_t g = (uint32_t)host_below(groups);

	switch (host_below(8)) {
	case 0:
		return EXT2_SUPER_AT + host_below(256);
	case 1:
		return (super()->first_block + 1) * (uint64_t)block_size +
			host_below(groups * sizeof(struct ext2_group));
	case 2:
		return group(g)->block_map * (uint64_t)block_size +
			host_below(block_size);
	case 3:
		return group(g)->inode_map * (uint64_t)block_size + host_below(64);
	case 4:
	case 5:
		return random_inode() + host_below(128);
	default:
		return random_block_of(random_inode()) + host_below(block_size);
	}
}

static void mutate(void)
{
	static const uint32_t values[] = { 0, 1, 2, 7, 11, 0x7fffffff, 0x80000000,
		0xffffffff, 0xfffffffe, 100, 1000, 1 << 20 };
	unsigned count = 1 + (unsigned)host_below(4);

	while (count--) {
		uint64_t at = random_place();
		uint32_t value = (uint32_t)host_random();

		if (host_below(2))
			value = values[host_below(sizeof(values) / sizeof(values[0]))];
		else if (host_below(2))
			value = (uint32_t)host_below(super()->blocks);
		if (at + 4 > disk.size)
			continue;
		if (host_below(3) == 0)
			disk.bytes[at] ^= (uint8_t)(1u << host_below(8));
		else
			memcpy(disk.bytes + (at & ~3ULL), &value, host_below(2) ? 4 : 2);
	}
}

static void test_one(const char *image)
{
	static const char *const options[] = { NULL, "errors=continue",
		"errors=remount-ro" };
	unsigned lines = machine_lines;
	int64_t error;

	disk_load(image);
	mutate();
	error = machine_mount(0, options[host_below(3)]);
	if (error) {
		CHECK(error == -EINVAL || error == -EIO || error == -ENOMEM);
		CHECK(machine_lines > lines);
		refused++;
		return;
	}
	use_tree("/m", 0, false);
	CALL(SYS_sync, 0, 0, 0);
	use_tree("/m", 0, true);
	CHECK_INT(machine_unmount(), 0);
	CHECK(!disk.outside);
	told += machine_lines > lines;
}

int main(int argc, char **argv)
{
	const char *image = machine_start();
	unsigned mutations = argc > 1 ? (unsigned)atoi(argv[1]) : MUTATIONS;

	for (unsigned k = 0; k < IMAGES; k++) {
		CHECK(machine_mkfs(image, images[k], 2048));
		disk_load(image);
		CHECK_INT(machine_mount(0, NULL), 0);
		fill_image();
		CHECK_INT(machine_unmount(), 0);
		disk_save(image);
		CHECK_INT(machine_fsck(image, "-fn", 0), 0);
		free(good);
		good = malloc(disk.size);
		memcpy(good, disk.bytes, disk.size);
		block_size = 1024u << super()->log_block_size;
		for (unsigned n = 0; n < mutations; n++) {
			host_seed(k * 100000 + n + 1);
			if (machine_tells)
				printf("image %u, mutation %u\n", k, n);
			fflush(stdout);
			test_one(image);
		}
	}
	printf("%u not mounted, %u found out later\n", refused, told);
	/* Most of what is changed is of consequence. */
	CHECK(refused > 0 && told > mutations / 4);
	free(good);
	return host_report();
}
