/* tests/posix/mount.c - file systems mounted, moved, and taken away under who uses them.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>

static char buf[4096];

static bool mount_at(const char *path)
{
	mkdir(path, 0755);
	return mount("none", path, "tmpfs", 0, NULL) == 0;
}

static bool make(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	bool good = write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return fd >= 0 && good;
}

static void busy(void)
{
	int fd;

	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	REQUIRE(mount_at("/m"));
	REQUIRE(make("/m/f", "text"));
	REQUIRE((fd = open("/m/f", O_RDONLY)) >= 0);
	EXPECT_ERROR(umount("/m"), EBUSY);
	EXPECT_ERROR(rmdir("/m"), EBUSY);
	EXPECT_ERROR(rename("/m", "/n"), EBUSY);
	EXPECT_EQ(unlink("/m/f"), 0);
	EXPECT_ERROR(umount("/m"), EBUSY);
	close(fd);
	EXPECT_EQ(chdir("/m"), 0);
	EXPECT_ERROR(umount("/m"), EBUSY);
	EXPECT_EQ(chdir("/"), 0);
	EXPECT_EQ(mkdir("/m/d", 0755), 0);
	REQUIRE(mount_at("/m/d"));
	EXPECT_ERROR(umount("/m"), EBUSY);
	EXPECT_EQ(umount("/m/d"), 0);
	EXPECT_EQ(umount("/m"), 0);
	EXPECT_ERROR(umount("/m"), EINVAL);
	EXPECT_ERROR(umount("/nothing"), ENOENT);
	EXPECT_ERROR(umount2("/m", 0x100), EINVAL);
}

static void detached(void)
{
	struct statfs before, after;
	int fd;

	REQUIRE(mount_at("/m"));
	REQUIRE(mount_at("/m/d"));
	REQUIRE(make("/m/f", "still"));
	REQUIRE(make("/m/d/g", "here"));
	REQUIRE((fd = open("/m/f", O_RDWR)) >= 0);
	EXPECT_EQ(chdir("/m/d"), 0);
	EXPECT_EQ(umount2("/m", MNT_DETACH), 0);
	/* It is gone for who comes, and there for who was. */
	EXPECT_ERROR(open("/m/f", O_RDONLY), ENOENT);
	EXPECT_EQ(read(fd, buf, 10), 5);
	EXPECT_EQ(write(fd, " more", 5), 5);
	EXPECT_EQ(access("g", R_OK), 0);
	EXPECT(make("h", "new"));
	EXPECT_ERROR((long)getcwd(buf, sizeof(buf)) == 0 ? -1 : 0, ENOENT);
	EXPECT_EQ(statfs("/", &before), 0);
	EXPECT_EQ(chdir("/"), 0);
	close(fd);
	/* The place is free. */
	REQUIRE(mount_at("/m"));
	EXPECT_EQ(umount("/m"), 0);
	EXPECT_EQ(statfs("/", &after), 0);
	EXPECT_EQ(rmdir("/m"), 0);
}

/* Detached again and again with something in it: the memory comes back. */
static void detached_often(void)
{
	long first = 0, last = 0;

	for (int round = 0; round < 40; round++) {
		int fd;

		REQUIRE(mount_at("/m"));
		REQUIRE((fd = open("/m/big", O_RDWR | O_CREAT, 0600)) >= 0);
		for (int i = 0; i < 128; i++)
			REQUIRE_EQ(write(fd, buf, sizeof(buf)), sizeof(buf));
		EXPECT_EQ(umount2("/m", MNT_DETACH), 0);
		close(fd);
		if (round == 4)
			first = free_pages();
	}
	/* Looked at once in a second, when something is closed. */
	for (int i = 0; i < 60; i++) {
		sleep_ms(100);
		close(open("/", O_RDONLY));
	}
	last = free_pages();
	EXPECT(last > first - 400);
	if (last <= first - 400)
		printf("  %ld pages free, then %ld\n", first, last);
}

static void moved(void)
{
	REQUIRE(mount_at("/m"));
	REQUIRE(make("/m/f", "text"));
	EXPECT_EQ(mkdir("/n", 0755), 0);
	EXPECT_ERROR(mount("/n", "/m", NULL, MS_MOVE, NULL), EINVAL);
	EXPECT_ERROR(mount("/", "/n", NULL, MS_MOVE, NULL), EINVAL);
	EXPECT_EQ(mkdir("/m/in", 0755), 0);
	EXPECT_ERROR(mount("/m", "/m/in", NULL, MS_MOVE, NULL), ELOOP);
	EXPECT_EQ(chdir("/m"), 0);
	EXPECT_EQ(mount("/m", "/n", NULL, MS_MOVE, NULL), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/n");
	EXPECT_EQ(chdir("/"), 0);
	EXPECT_EQ(access("/n/f", R_OK), 0);
	EXPECT_ERROR(access("/m/f", R_OK), ENOENT);
	EXPECT_EQ(umount("/n"), 0);
	EXPECT_EQ(rmdir("/n"), 0);
	EXPECT_EQ(rmdir("/m"), 0);
}

static void only_root(void)
{
	pid_t pid;

	REQUIRE(mount_at("/m"));
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		CHILD_EXPECT(setuid(5) == 0);
		CHILD_EXPECT(mount("x", "/m", "tmpfs", 0, NULL) == -1 && errno == EPERM);
		CHILD_EXPECT(umount("/m") == -1 && errno == EPERM);
		CHILD_EXPECT(umount2("/m", MNT_DETACH) == -1 && errno == EPERM);
		CHILD_EXPECT(syscall(SYS_pivot_root, "/m", "/m") == -1 && errno == EPERM);
		CHILD_EXPECT(syscall(SYS_vhangup) == -1 && errno == EPERM);
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(umount("/m"), 0);
	EXPECT_EQ(rmdir("/m"), 0);
}

/* The last one: it changes the root of all. */
static void pivoted(void)
{
	REQUIRE(mount_at("/new"));
	REQUIRE_EQ(mkdir("/new/old", 0755), 0);
	REQUIRE(make("/new/here", "x"));
	REQUIRE(make("/there", "x"));
	EXPECT_ERROR(syscall(SYS_pivot_root, "/", "/new/old"), EBUSY);
	EXPECT_ERROR(syscall(SYS_pivot_root, "/new", "/"), EBUSY);
	EXPECT_ERROR(syscall(SYS_pivot_root, "/new/old", "/new/old"), EINVAL);
	EXPECT_ERROR(syscall(SYS_pivot_root, "/new/here", "/new/old"), ENOTDIR);
	REQUIRE_EQ(syscall(SYS_pivot_root, "/new", "/new/old"), 0);
	EXPECT_EQ(access("/here", F_OK), 0);
	EXPECT_EQ(access("/old/there", F_OK), 0);
	EXPECT_ERROR(access("/there", F_OK), ENOENT);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/");
	EXPECT_EQ(chdir("/old/new"), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/old/new");
	EXPECT_EQ(chdir("../.."), 0);
	EXPECT_EQ(access("here", F_OK), 0);
	EXPECT_EQ(access("../../here", F_OK), 0);
}

static bool has(const char *path, const char *text)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof(buf) - 1);

	close(fd);
	buf[n > 0 ? n : 0] = 0;
	return n >= 0 && strcmp(buf, text) == 0;
}

/* What statx says of the mount: its number (STATX_MNT_ID); *top: this is the top of it. */
static uint64_t mount_of(const char *path, bool *top)
{
	uint64_t x[32] = { 0 }; /* struct statx */

	EXPECT_EQ(syscall(SYS_statx, AT_FDCWD, path, 0, 0x1000, x), 0);
	EXPECT((uint32_t)x[0] & 0x1000);
	EXPECT(x[7] & 0x2000);
	*top = x[1] & 0x2000; /* STATX_ATTR_MOUNT_ROOT */
	return x[18];
}

static void bound(void)
{
	bool a_top, b_top;
	struct stat a, b;
	char path[64];

	EXPECT_EQ(mkdir("/src", 0755), 0);
	EXPECT_EQ(mkdir("/src/d", 0755), 0);
	EXPECT_EQ(mkdir("/dst", 0755), 0);
	EXPECT(make("/src/f", "one"));
	EXPECT_EQ(mount("/src", "/dst", NULL, MS_BIND, NULL), 0);
	/* The same files, not like ones. */
	EXPECT(has("/dst/f", "one"));
	EXPECT_EQ(stat("/src/f", &a), 0);
	EXPECT_EQ(stat("/dst/f", &b), 0);
	EXPECT(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	EXPECT(mount_of("/src", &a_top) != mount_of("/dst", &b_top));
	EXPECT(!a_top && b_top);
	EXPECT(mount_of("/dst/f", &a_top) == mount_of("/dst", &b_top) && !a_top);
	EXPECT(make("/dst/g", "two"));
	EXPECT(has("/src/g", "two"));
	EXPECT(make("/src/d/h", "three"));
	EXPECT(has("/dst/d/h", "three"));
	EXPECT_EQ(unlink("/dst/f"), 0);
	EXPECT_ERROR(stat("/src/f", &a), ENOENT);
	EXPECT_EQ(rename("/dst/g", "/dst/d/g"), 0);
	EXPECT(has("/src/d/g", "two"));
	/* Two mounts are two file systems for names. */
	EXPECT_ERROR(rename("/dst/d/g", "/src/g"), EXDEV);
	EXPECT_ERROR(link("/dst/d/g", "/src/g"), EXDEV);
	EXPECT_ERROR(link("/src/d/g", "/dst/g"), EXDEV);
	EXPECT_EQ(link("/dst/d/g", "/dst/g"), 0);
	EXPECT_EQ(unlink("/src/g"), 0);
	EXPECT_EQ(mkdir("/dst/e", 0700), 0);
	EXPECT_EQ(rmdir("/src/e"), 0);
	/* Where one is, and up from there. */
	EXPECT_EQ(chdir("/dst/d"), 0);
	EXPECT_STR(getcwd(path, sizeof(path)), "/dst/d");
	EXPECT(has("../d/h", "three"));
	EXPECT_EQ(chdir(".."), 0);
	EXPECT_STR(getcwd(path, sizeof(path)), "/dst");
	EXPECT_EQ(chdir(".."), 0);
	EXPECT_STR(getcwd(path, sizeof(path)), "/");
	EXPECT_EQ(chdir("/dst/d"), 0);
	EXPECT_ERROR(umount("/dst"), EBUSY);
	EXPECT_EQ(chdir("/"), 0);
	EXPECT_EQ(umount("/dst"), 0);
	EXPECT_ERROR(stat("/dst/d", &a), ENOENT);
	EXPECT(has("/src/d/h", "three"));
}

static void bound_flags(void)
{
	struct statfs st;
	int fd;

	EXPECT_EQ(mount("/src", "/dst", "none", MS_BIND, NULL), 0);
	EXPECT_EQ(mount(NULL, "/dst", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID,
			  NULL),
		0);
	EXPECT_ERROR(open("/dst/d/h", O_WRONLY), EROFS);
	EXPECT_ERROR(open("/dst/new", O_WRONLY | O_CREAT, 0644), EROFS);
	EXPECT_ERROR(mkdir("/dst/new", 0755), EROFS);
	EXPECT_ERROR(unlink("/dst/d/h"), EROFS);
	EXPECT_ERROR(rmdir("/dst/d"), EROFS);
	EXPECT_ERROR(rename("/dst/d", "/dst/c"), EROFS);
	EXPECT_ERROR(chmod("/dst/d", 0700), EROFS);
	EXPECT_ERROR(truncate("/dst/d/h", 0), EROFS);
	EXPECT_ERROR(access("/dst/d/h", W_OK), EROFS);
	EXPECT_ERROR(utimensat(AT_FDCWD, "/dst/d/h", NULL, 0), EROFS);
	EXPECT_EQ(statfs("/dst", &st), 0);
	EXPECT_EQ(st.f_flags & (ST_RDONLY | ST_NOSUID), ST_RDONLY | ST_NOSUID);
	/* The other place is as it was. */
	fd = open("/src/d/h", O_WRONLY | O_APPEND);
	EXPECT_EQ(write(fd, "!", 1), 1);
	close(fd);
	EXPECT(has("/dst/d/h", "three!"));
	EXPECT_EQ(statfs("/src", &st), 0);
	EXPECT_EQ(st.f_flags & ST_RDONLY, 0);
	EXPECT_EQ(umount("/dst"), 0);
}

static void bound_trees(void)
{
	struct stat st;

	REQUIRE(mount_at("/src/m"));
	EXPECT(make("/src/m/f", "below"));
	EXPECT_EQ(mkdir("/src/m/x", 0755), 0);
	REQUIRE(mount_at("/src/m/x"));
	EXPECT(make("/src/m/x/f", "further"));
	/* What is mounted there comes along only if it is said. */
	EXPECT_EQ(mount("/src", "/dst", NULL, MS_BIND, NULL), 0);
	EXPECT_ERROR(stat("/dst/m/f", &st), ENOENT);
	EXPECT_EQ(umount("/dst"), 0);
	EXPECT_EQ(mount("/src", "/dst", NULL, MS_BIND | MS_REC, NULL), 0);
	EXPECT(has("/dst/m/f", "below"));
	EXPECT(has("/dst/m/x/f", "further"));
	EXPECT_ERROR(umount("/dst"), EBUSY);
	EXPECT_EQ(umount("/dst/m/x"), 0);
	EXPECT_ERROR(stat("/dst/m/x/f", &st), ENOENT);
	EXPECT(has("/src/m/x/f", "further"));
	/* Something else on it, by way of the bind alone. */
	EXPECT_EQ(mount("none", "/dst/d", "tmpfs", 0, NULL), 0);
	EXPECT(make("/dst/d/only", "here"));
	EXPECT_ERROR(stat("/src/d/only", &st), ENOENT);
	EXPECT_ERROR(rmdir("/src/d"), EBUSY);
	EXPECT_EQ(umount2("/dst", MNT_DETACH), 0);
	EXPECT_ERROR(stat("/dst/d", &st), ENOENT);
	EXPECT_EQ(umount("/src/m/x"), 0);
	EXPECT_EQ(umount("/src/m"), 0);
}

static void bound_others(void)
{
	pid_t pid;

	/* A file; a bind of a bind; a root that nobody leaves. */
	EXPECT(make("/src/f", "one") && make("/other", "two"));
	EXPECT_EQ(mount("/src/f", "/other", NULL, MS_BIND, NULL), 0);
	EXPECT(has("/other", "one"));
	EXPECT_ERROR(unlink("/other"), EBUSY);
	EXPECT_EQ(umount("/other"), 0);
	EXPECT(has("/other", "two"));
	EXPECT_ERROR(mount("/src", "/other", NULL, MS_BIND, NULL), ENOTDIR);
	EXPECT_ERROR(mount("/other", "/dst", NULL, MS_BIND, NULL), ENOTDIR);
	EXPECT_ERROR(mount("/nothing", "/dst", NULL, MS_BIND, NULL), ENOENT);
	EXPECT_ERROR(mount(NULL, "/dst", NULL, MS_BIND, NULL), EINVAL);
	EXPECT_EQ(mount("/src/d", "/dst", NULL, MS_BIND, NULL), 0);
	EXPECT_EQ(mkdir("/again", 0755), 0);
	EXPECT_EQ(mount("/dst", "/again", NULL, MS_BIND, NULL), 0);
	EXPECT_EQ(umount("/dst"), 0);
	EXPECT(has("/again/h", "three!"));
	pid = fork();
	if (pid == 0) {
		if (chroot("/again") != 0 || chdir("/") != 0 || chdir("../..") != 0)
			_exit(1);
		_exit(access("h", F_OK) != 0 || access("/../h", F_OK) != 0 ||
			access("/src", F_OK) == 0);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(mount("/again", "/dst", NULL, MS_MOVE, NULL), 0);
	EXPECT(has("/dst/h", "three!"));
	EXPECT_EQ(umount("/dst"), 0);
	EXPECT_ERROR(umount("/dst"), EINVAL);
}

/* What is said of a tmpfs; nothing else may be said. Who writes keeps it from being read-only. */
static void options(void)
{
	static const char *const wrong[] = { "mode=9", "mode=", "mode=77777", "bogus=1",
		"size=x", "size=1x", "size=101%", "uid=-1", "gid=4294967295",
		"size=1k;" };
	struct stat st;
	int fd;

	REQUIRE_EQ(mkdir("/said", 0755), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		EXPECT_ERROR(mount("t", "/said", "tmpfs", 0, wrong[i]), EINVAL);
	REQUIRE_EQ(mount("t", "/said", "tmpfs", 0, "size=64k,mode=0711,uid=5,gid=6"), 0);
	EXPECT_EQ(stat("/said", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFDIR | 0711);
	EXPECT_EQ(st.st_uid, 5);
	EXPECT_EQ(st.st_gid, 6);
	REQUIRE((fd = open("/said/file", O_CREAT | O_WRONLY, 0600)) >= 0);
	EXPECT_ERROR(mount("", "/said", "", MS_REMOUNT | MS_RDONLY, NULL), EBUSY);
	EXPECT_EQ(write(fd, "x", 1), 1);
	close(fd);
	REQUIRE((fd = open("/said/file", O_RDONLY)) >= 0);
	EXPECT_EQ(mount("", "/said", "", MS_REMOUNT | MS_RDONLY, NULL), 0);
	EXPECT_ERROR(open("/said/file", O_WRONLY), EROFS);
	close(fd);
	EXPECT_EQ(umount("/said"), 0);
	EXPECT_EQ(rmdir("/said"), 0);
}

static const struct guest_case cases[] = {
	{ "busy", busy },
	{ "detached", detached },
	{ "detached often", detached_often },
	{ "moved", moved },
	{ "only root", only_root },
	{ "pivoted", pivoted },
	{ "bound", bound },
	{ "bound_flags", bound_flags },
	{ "bound_trees", bound_trees },
	{ "bound_others", bound_others },
	{ "options", options },
};

GUEST_MAIN(cases)
