/*
 * tests/host/ext2-machine.c - a disk in a file, and a VFS server that has it mounted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "tests/host/ext2-machine.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "servers/vfs/block_devices.h"
#include "servers/vfs/vfs.h"
#include "tests/host/host.h"
#include "tests/host/vfs-machine.h"

struct disk disk;

/* --- files of this machine ------------------------------------------------------------- */

static char folder[256];

static void remove_folder(void)
{
	machine_remove(folder);
}

void machine_remove(const char *path)
{
	char command[600];

	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	if (system(command) != 0)
		perror(command);
}

const char *machine_path(const char *name)
{
	static char path[8][512];
	const char *tmp = getenv("TMPDIR");
	char full[512];

	if (!folder[0]) {
		snprintf(folder, sizeof(folder), "%s/ext2-XXXXXX", tmp ? tmp : "/tmp");
		if (!mkdtemp(folder)) {
			perror(folder);
			exit(99);
		}
		atexit(remove_folder);
	}
	snprintf(full, sizeof(full), "%s/%s", folder, name);
	for (unsigned i = 0; i < 8; i++) {
		if (path[i][0] && strcmp(path[i], full) != 0)
			continue;
		strcpy(path[i], full);
		return path[i];
	}
	exit(99);
}

static int run(const char *command, int most)
{
	const char *out = machine_path("out");
	char line[1024];
	int status;

	snprintf(line, sizeof(line), "PATH=$PATH:/sbin:/usr/sbin; %s >%s 2>&1", command,
		out);
	status = system(line);
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
	if (status > most) {
		printf("%s: exit status %d\n", command, status);
		fflush(stdout);
		snprintf(line, sizeof(line), "head -40 %s", out);
		if (system(line) != 0)
			perror(line);
	}
	return status;
}

bool machine_mkfs(const char *path, const char *options, unsigned kib)
{
	char command[700];

	snprintf(command, sizeof(command),
		"rm -f %s; mke2fs -q -F -t ext2 -E lazy_itable_init=0 %s %s %uk", path,
		options, path, kib);
	return run(command, 126) == 0;
}

int machine_fsck(const char *path, const char *options, int most)
{
	char command[700];

	snprintf(command, sizeof(command), "e2fsck %s %s", options, path);
	return run(command, most);
}

/* --- the disk ----------------------------------------------------------------------------- */

struct disk_write {
	struct disk_write *next;
	uint64_t at, length;
	uint8_t data[];
};

static uint8_t *medium; /* what is safe; bytes: what is read */

static void drop_writes(void)
{
	while (disk.first) {
		struct disk_write *w = disk.first;

		disk.first = w->next;
		free(w);
	}
	disk.last = NULL;
}

static void remember(const struct block_request *r)
{
	uint64_t length = (uint64_t)r->sectors * BLOCK_SECTOR;
	struct disk_write *w = malloc(sizeof(*w) + length);

	w->next = NULL;
	w->at = r->sector * BLOCK_SECTOR;
	w->length = length;
	memcpy(w->data, r->data, length);
	if (disk.last)
		disk.last->next = w;
	else
		disk.first = w;
	disk.last = w;
}

static void flush(void)
{
	disk.flushes++;
	for (const struct disk_write *w = disk.first; w; w = w->next)
		memcpy(medium + w->at, w->data, w->length);
	drop_writes();
}

/* Whether this one is to fail: the `n`th from now on, and those after it. */
static bool fails(uint64_t *n)
{
	if (*n == 0 || --*n > 0)
		return false;
	if (disk.failures && --disk.failures)
		*n = 1;
	return true;
}

static int do_request(const struct block_request *r)
{
	uint64_t at = r->sector * BLOCK_SECTOR, length = r->sectors * BLOCK_SECTOR;

	if (r->operation != BLOCK_FLUSH && (at > disk.size || length > disk.size - at)) {
		disk.outside = true;
		return -EIO;
	}
	if (disk.dead)
		return -EIO;
	switch (r->operation) {
	case BLOCK_READ:
		disk.reads++;
		if (fails(&disk.fail_read) ||
			(disk.bad && disk.bad - r->sector < r->sectors))
			return -EIO;
		memcpy(r->data, disk.bytes + at, length);
		return 0;
	case BLOCK_WRITE:
		disk.writes++;
		if (fails(&disk.fail_write))
			return -EIO;
		if (disk.cut && --disk.cut == 0) {
			remember(r);
			disk.dead = true;
			return -EIO;
		}
		memcpy(disk.bytes + at, r->data, length);
		if (disk.remember)
			remember(r);
		else
			memcpy(medium + at, r->data, length);
		return 0;
	default:
		if (disk.remember)
			flush();
		return 0;
	}
}

static void submit(struct block_device *d, struct block_request *r)
{
	(void)d;
	r->status = do_request(r);
	r->done(r);
}

static void destroy(struct block_device *d)
{
	(void)d;
}

static const struct block_ops ops = {
	.submit = submit, .destroy = destroy, .immediate = true
};
static struct block_device device = { .ops = &ops, .refs = 1 };

void disk_free(void)
{
	drop_writes();
	free(disk.bytes);
	free(medium);
	medium = NULL;
	memset(&disk, 0, sizeof(disk));
}

void disk_load(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY);

	disk_free();
	if (fd < 0 || fstat(fd, &st) != 0) {
		perror(path);
		exit(99);
	}
	disk.size = (uint64_t)st.st_size;
	disk.bytes = malloc(disk.size);
	medium = malloc(disk.size);
	for (uint64_t at = 0; at < disk.size;) {
		ssize_t n = pread(fd, disk.bytes + at, disk.size - at, (off_t)at);

		if (n <= 0)
			exit(99);
		at += (uint64_t)n;
	}
	memcpy(medium, disk.bytes, disk.size);
	close(fd);
	device.sectors = disk.size / BLOCK_SECTOR;
	device.sector_size = BLOCK_SECTOR;
	device.whole = &device;
	strcpy(device.name, "vda");
	device.rdev = DEV_MAKE(254, 0);
	if (!device.link.next)
		block_add(&device);
}

void disk_save(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	for (uint64_t at = 0; at < disk.size;) {
		ssize_t n = write(fd, disk.bytes + at, disk.size - at);

		if (n <= 0)
			exit(99);
		at += (uint64_t)n;
	}
	close(fd);
}

void disk_power(void)
{
	/* A write is whole or not at all, sector by sector, and none waits for another. */
	for (const struct disk_write *w = disk.first; w; w = w->next)
		for (uint64_t at = 0; at < w->length; at += BLOCK_SECTOR)
			if (host_below(2))
				memcpy(medium + w->at + at, w->data + at, BLOCK_SECTOR);
	drop_writes();
	memcpy(disk.bytes, medium, disk.size);
	disk.dead = false;
	disk.cut = 0;
}

/* --- the server ------------------------------------------------------------------------------ */

int64_t machine_call(
	long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
	uint64_t arg[6] = { a, b, c, d, e, 0 };
	struct call k = { .number = (uint64_t)number, .arg = arg };
	int64_t result;

	k.proc = proc_of(1);
	result = call_run(&k);
	while (work_any())
		work_run();
	return result;
}

const char *machine_start(void)
{
	const char *image = machine_path("image");

	machine_tells = getenv("VERBOSE") != NULL;
	if (!machine_mkfs(image, "", 1024)) {
		printf("mke2fs is not there\n");
		exit(77);
	}
	if (vfs_start(NULL, 0) != 0)
		exit(99);
	CHECK_INT(CALL(SYS_mkdir, "/m", 0755, 0), 0);
	return image;
}

int64_t machine_mount(unsigned flags, const char *options)
{
	return machine_call(SYS_mount, (uint64_t) "/dev/vda", (uint64_t) "/m",
		(uint64_t) "ext2", flags, (uint64_t)options);
}

int64_t machine_unmount(void)
{
	return CALL(SYS_umount2, "/m", 0, 0);
}
