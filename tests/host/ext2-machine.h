/*
 * tests/host/ext2-machine.h - a disk in a file, and a VFS server that has it mounted.
 *
 * Images are made by mke2fs and looked at by e2fsck, in $TMPDIR.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_EXT2_MACHINE_H
#define XINIM_TESTS_EXT2_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

/* A disk whose contents are at `bytes`; writes since the last flush are remembered. */
struct disk {
	uint8_t *bytes;
	uint64_t size;
	const char *path;
	uint64_t reads, writes, flushes;
	/* The one after so many more fails, and `failures` after it; 0: none do. */
	uint64_t fail_read, fail_write;
	uint64_t failures;
	uint64_t bad;  /* a sector that cannot be read; 0: all can */
	bool remember; /* writes go to the medium with a flush only */
	struct disk_write *first, *last;
	uint64_t cut; /* so many writes more, and the power is gone */
	bool dead;
	bool outside; /* somebody wanted what is not on it */
};

extern struct disk disk;

/* Temporary files are made in a folder that goes at the end. */
const char *machine_path(const char *name);
/* mke2fs with these options, of so many KiB. False: mke2fs is not to be had. */
bool machine_mkfs(const char *path, const char *options, unsigned kib);
/* e2fsck's exit status; its words are printed if it is more than `most`. */
int machine_fsck(const char *path, const char *options, int most);
/* A folder and all in it. */
void machine_remove(const char *path);

/* The image is the disk vda from now on; a copy: the file stays as it is. */
void disk_load(const char *path);
void disk_save(const char *path);
/* Power comes back: what was on its way came to the medium in part, in any order. */
void disk_power(void);
void disk_free(void);

/*
 * The VFS server is started; what it says is printed if the environment has VERBOSE. A path
 * for an image. Where mke2fs is not to be had the test is skipped.
 */
const char *machine_start(void);
/* All its memory of names, inodes and pages is gone, as after a crash. Nothing is written. */
int64_t machine_call(
	long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);
#define CALL(number, a, b, c) \
	machine_call(number, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c), 0, 0)
int64_t machine_mount(unsigned flags, const char *options); /* on /m */
int64_t machine_unmount(void);

#endif
