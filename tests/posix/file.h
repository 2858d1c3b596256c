/* tests/posix/file.h - for tests of files.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_FILE_H
#define XINIM_TESTS_POSIX_FILE_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <xinim/message.h>

#include "../guest/guest.h"

/* An address where nothing is, of which the compiler knows nothing. */
static void *volatile file_bad = (void *)0x10;
#define BAD ((void *)file_bad)

/* The call has to fail so. */
#define EXPECT_ERROR(call, error)            \
	do {                                 \
		errno = 0;                   \
		EXPECT_EQ((long)(call), -1); \
		EXPECT_EQ(errno, (error));   \
	} while (0)

/* The type of the file system of /, and what blocks of pointers add to st_blocks there. */
#ifdef FILE_DISK
#define FILE_SYSTEM      0xef53
#define FILE_POINTERS(n) ((n)*8)
#else
#define FILE_SYSTEM      0x01021994
#define FILE_POINTERS(n) 0
#endif

/* Mounts the disk; its driver is still looking for it, perhaps. */
static inline bool file_mount(
	const char *disk, const char *on, unsigned long flags, const char *options)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	for (int i = 0; i < 6000; i++) {
		if (mount(disk, on, "ext2", flags, options) == 0)
			return true;
		if (errno != ENOENT && errno != ENXIO)
			break;
		nanosleep(&moment, NULL);
	}
	printf("mount: errno %d\n", errno);
	return false;
}

#ifdef FILE_DISK
/* A test of files runs on a disk: a directory of it becomes /. */
static inline bool file_on_disk(void)
{
	if (mkdir("/disk", 0755) != 0 || !file_mount(FILE_DISK, "/disk", 0, NULL))
		return false;
	if (mkdir("/disk/root", 0755) != 0 || mkdir("/disk/root/dev", 0755) != 0 ||
		mkdir("/disk/root/tmp", 0) != 0 || chmod("/disk/root/tmp", 01777) != 0)
		return false;
	if (mount("/dev", "/disk/root/dev", NULL, MS_MOVE, NULL) != 0)
		return false;
	/* What has been written is looked at when the machine is gone. */
	return chroot("/disk/root") == 0 && chdir("/") == 0 && atexit(sync) == 0;
}
#endif

/* Lets the modules start that come after PID 1, and waits for the VFS server: is it up? */
static inline bool file_server_up(void)
{
	struct xinim_message m = { 0 };
	int endpoint = xinim_endpoint_create();

	xinim_receive(endpoint, &m, 1);
	xinim_cap_close(endpoint);
	for (int i = 0; i < 100000; i++) {
		if (access("/", F_OK) == 0)
#ifdef FILE_DISK
			return file_on_disk();
#else
			return true;
#endif
		syscall(SYS_sched_yield);
	}
	return false;
}

/* A file with these contents; false: it could not be made. */
static inline bool file_make(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	size_t length = strlen(text);
	bool good;

	if (fd < 0)
		return false;
	good = write(fd, text, length) == (ssize_t)length;
	return close(fd) == 0 && good;
}

/* What is in the file, up to 255 bytes, as a string of this function's. */
static inline const char *file_text(const char *path)
{
	static char text[256];
	int fd = open(path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n < 0)
		return NULL;
	text[n] = 0;
	return text;
}

static inline long file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

#endif
