/*
 * tests/posix/mount-ext2.c - one disk at several places: the same file system, which ends
 * with the last of them.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-disk: virtio 16 mkfs=-b,1024
 * guest-root: dir 0755 /a
 * guest-root: dir 0755 /b
 * guest-root: dir 0755 /c
 * guest-root: dir 0755 /proc
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <stdio.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

#include "file.h"

#define DISK "/dev/vda"

static bool make(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);
	bool good = write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	return close(fd) == 0 && good;
}

static bool has(const char *path, const char *text)
{
	char buf[100] = { 0 };
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, buf, sizeof(buf) - 1);

	close(fd);
	return n >= 0 && strcmp(buf, text) == 0;
}

/* The line of /proc/mounts for what is at `path`; "": there is none. */
static const char *line_of(const char *path)
{
	static char line[300];
	char want[50];
	FILE *f = fopen("/proc/mounts", "r");

	snprintf(want, sizeof(want), " %s ", path);
	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, want))
			break;
	if (!f || feof(f))
		line[0] = 0;
	if (f)
		fclose(f);
	return line;
}

static void twice(void)
{
	struct stat a, b;

	REQUIRE(file_mount(DISK, "/a", 0, NULL));
	REQUIRE_EQ(mount("none", "/proc", "proc", 0, NULL), 0);
	EXPECT_EQ(mount(DISK, "/b", "ext2", 0, NULL), 0);
	EXPECT(make("/a/f", "one"));
	EXPECT(has("/b/f", "one"));
	EXPECT(make("/b/g", "two"));
	EXPECT(has("/a/g", "two"));
	EXPECT_EQ(stat("/a/f", &a), 0);
	EXPECT_EQ(stat("/b/f", &b), 0);
	EXPECT(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	EXPECT_ERROR(rename("/a/f", "/b/h"), EXDEV);
	EXPECT_ERROR(link("/a/f", "/b/h"), EXDEV);
	EXPECT(strncmp(line_of("/a"), DISK " /a ext2 rw,", 16) == 0);
	EXPECT(strncmp(line_of("/b"), DISK " /b ext2 rw,", 16) == 0);
	/* Where it is already, or where what it is said to be is no more true. */
	EXPECT_ERROR(mount(DISK, "/b", "ext2", 0, NULL), EBUSY);
	EXPECT_ERROR(mount(DISK, "/a", "ext2", 0, NULL), EBUSY);
	EXPECT_ERROR(mount(DISK, "/c", "ext2", MS_RDONLY, NULL), EBUSY);
	EXPECT_ERROR(mount(DISK, "/a/f", "ext2", 0, NULL), ENOTDIR);
}

static void either_ends(void)
{
	int fd;

	/* The first goes, though the other one is used. */
	REQUIRE((fd = open("/b/new", O_RDWR | O_CREAT, 0644)) >= 0);
	EXPECT_ERROR(umount("/b"), EBUSY);
	EXPECT_EQ(umount("/a"), 0);
	EXPECT_STR(line_of("/a"), "");
	EXPECT_ERROR(access("/a/f", F_OK), ENOENT);
	EXPECT_ERROR(umount("/a"), EINVAL);
	EXPECT(has("/b/f", "one"));
	EXPECT_EQ(write(fd, "three", 5), 5);
	EXPECT_EQ(close(fd), 0);
	sync();
	/* It is the same one still. */
	EXPECT_EQ(mount(DISK, "/c", "ext2", 0, NULL), 0);
	EXPECT(has("/c/new", "three"));
	EXPECT_EQ(umount("/b"), 0);
	EXPECT(has("/c/new", "three"));
	REQUIRE((fd = open("/c/new", O_RDONLY)) >= 0);
	EXPECT_ERROR(umount("/c"), EBUSY);
	EXPECT_EQ(close(fd), 0);
	EXPECT_EQ(umount("/c"), 0);
	/* None is left: it may begin anew, otherwise. */
	EXPECT_EQ(mount(DISK, "/a", "ext2", MS_RDONLY, NULL), 0);
	EXPECT_ERROR(mount(DISK, "/b", "ext2", 0, NULL), EBUSY);
	EXPECT_EQ(mount(DISK, "/b", "ext2", MS_RDONLY, NULL), 0);
	EXPECT_ERROR(open("/b/new", O_RDWR), EROFS);
	EXPECT_EQ(umount("/b"), 0);
	EXPECT_EQ(umount("/a"), 0);
}

static void each_has_its_flags(void)
{
	struct statfs st;

	REQUIRE_EQ(mount(DISK, "/a", "ext2", MS_NOEXEC, NULL), 0);
	REQUIRE_EQ(mount(DISK, "/b", "ext2", MS_NOSUID, NULL), 0);
	EXPECT(strstr(line_of("/a"), "noexec") && !strstr(line_of("/a"), "nosuid"));
	EXPECT(strstr(line_of("/b"), "nosuid") && !strstr(line_of("/b"), "noexec"));
	EXPECT(make("/a/x", "text"));
	EXPECT_ERROR(access("/a/x", X_OK), EACCES);
	EXPECT_EQ(access("/b/x", X_OK), 0);
	EXPECT_EQ(statfs("/a", &st), 0);
	EXPECT_EQ(st.f_flags & (ST_NOSUID | ST_NOEXEC), ST_NOEXEC);
	EXPECT_EQ(statfs("/b", &st), 0);
	EXPECT_EQ(st.f_flags & (ST_NOSUID | ST_NOEXEC), ST_NOSUID);
	/* With MS_BIND the place becomes read-only, without it all of them do. */
	EXPECT_EQ(mount("", "/b", "", MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), 0);
	EXPECT_ERROR(mkdir("/b/d", 0755), EROFS);
	EXPECT_EQ(mkdir("/a/d", 0755), 0);
	EXPECT_EQ(mount("", "/b", "", MS_REMOUNT | MS_BIND, NULL), 0);
	EXPECT_EQ(mount("", "/a", "", MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), 0);
	EXPECT_ERROR(mkdir("/a/e", 0755), EROFS);
	EXPECT_EQ(mkdir("/b/e", 0755), 0);
	EXPECT_EQ(mount("", "/b", "", MS_REMOUNT | MS_RDONLY, NULL), 0);
	EXPECT_EQ(mount("", "/a", "", MS_REMOUNT | MS_BIND, NULL), 0);
	EXPECT_ERROR(mkdir("/a/h", 0755), EROFS);
	EXPECT(strstr(line_of("/a"), " ro") != NULL);
	EXPECT_EQ(mount("", "/b", "", MS_REMOUNT, NULL), 0);
	EXPECT_EQ(mkdir("/a/h", 0755), 0);
	EXPECT_EQ(umount("/a"), 0);
	EXPECT_EQ(umount("/b"), 0);
}

/* Detached while it is used, and asked for again before it has ended. */
static void detached(void)
{
	int fd;

	REQUIRE_EQ(mount(DISK, "/a", "ext2", 0, NULL), 0);
	REQUIRE((fd = open("/a/last", O_RDWR | O_CREAT, 0644)) >= 0);
	EXPECT_EQ(umount2("/a", MNT_DETACH), 0);
	EXPECT_EQ(mount(DISK, "/b", "ext2", 0, NULL), 0);
	EXPECT_EQ(write(fd, "words", 5), 5);
	EXPECT(has("/b/last", "words"));
	EXPECT_EQ(close(fd), 0);
	EXPECT_EQ(umount("/b"), 0);
	EXPECT_EQ(mount(DISK, "/b", "ext2", MS_RDONLY, NULL), 0);
	EXPECT(has("/b/last", "words"));
	EXPECT_EQ(umount("/b"), 0);
}

static const struct guest_case cases[] = {
	{ "one disk at two places", twice },
	{ "either ends first", either_ends },
	{ "flags of each", each_has_its_flags },
	{ "detached and there again", detached },
};

GUEST_MAIN(cases)
