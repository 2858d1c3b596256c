/* tests/posix/stat.c - attributes: stat, statx, chmod, chown, utimensat, access, statfs.
 *
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/statfs.h>
#include <time.h>

#include "file.h"

static struct stat st;

static unsigned mode_of(const char *path)
{
	return stat(path, &st) == 0 ? (unsigned)st.st_mode : 0;
}

static void server_up(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/t", 0777), 0);
	REQUIRE_EQ(chdir("/t"), 0);
	REQUIRE(file_make("f", "text"));
	REQUIRE_EQ(symlink("f", "l"), 0);
}

static void stats(void)
{
	int fd;

	EXPECT_EQ(stat("f", &st), 0);
	EXPECT_EQ(st.st_size, 4);
	EXPECT_EQ(st.st_blksize, 4096);
	EXPECT(st.st_ino != 0 && st.st_dev != 0);
	EXPECT(st.st_mtime > 0);
	EXPECT_ERROR(stat("none", &st), ENOENT);
	EXPECT_ERROR(stat("f", BAD), EFAULT);
	EXPECT_ERROR(stat(BAD, &st), EFAULT);
	EXPECT_ERROR(fstat(99, &st), EBADF);
	EXPECT_ERROR(fstatat(AT_FDCWD, "f", &st, 0x10), EINVAL);
	EXPECT_ERROR(fstatat(AT_FDCWD, "", &st, 0), ENOENT);
	REQUIRE((fd = open("f", O_RDONLY)) >= 0);
	memset(&st, 0, sizeof(st));
	EXPECT_EQ(fstatat(fd, "", &st, AT_EMPTY_PATH), 0);
	EXPECT_EQ(st.st_size, 4);
	EXPECT_ERROR(fstatat(fd, "x", &st, 0), ENOTDIR);
	close(fd);
	EXPECT_EQ(fstatat(AT_FDCWD, "l", &st, AT_SYMLINK_NOFOLLOW), 0);
	EXPECT(S_ISLNK(st.st_mode));
	EXPECT_EQ(stat("/dev/null", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFCHR | 0666);
	EXPECT_EQ(st.st_rdev, 0x103);
}

static void statx_fields(void)
{
	uint32_t x[64];

	EXPECT_EQ(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x7ff, x), 0);
	EXPECT_EQ(x[0] & 0x7ff, 0x7ff);
	EXPECT_EQ(((uint16_t *)x)[14], S_IFREG | 0644);
	EXPECT_EQ(((uint64_t *)x)[5], 4);
	EXPECT_ERROR(syscall(SYS_statx, AT_FDCWD, "f", 0x6000, 0x7ff, x), EINVAL);
	EXPECT_ERROR(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x80000000, x), EINVAL);
	EXPECT_ERROR(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x7ff, BAD), EFAULT);
}

static void modes(void)
{
	int fd;

	EXPECT_EQ(chmod("f", 04755), 0);
	EXPECT_EQ(mode_of("f"), S_IFREG | 04755);
	EXPECT_EQ(chmod("l", 0600), 0);
	EXPECT_EQ(mode_of("f"), S_IFREG | 0600);
	REQUIRE((fd = open("f", O_RDONLY)) >= 0);
	EXPECT_EQ(fchmod(fd, 0640), 0);
	close(fd);
	EXPECT_EQ(mode_of("f"), S_IFREG | 0640);
	EXPECT_ERROR(chmod("none", 0), ENOENT);
	EXPECT_ERROR(fchmod(99, 0), EBADF);
	EXPECT_EQ(fchmodat(AT_FDCWD, "f", 0644, 0), 0);
	EXPECT_EQ(fchmodat(AT_FDCWD, "f", 0604, AT_SYMLINK_NOFOLLOW), 0);
	EXPECT_EQ(mode_of("f"), S_IFREG | 0604);
	EXPECT_ERROR(fchmodat(AT_FDCWD, "l", 0600, AT_SYMLINK_NOFOLLOW), EOPNOTSUPP);
	EXPECT_ERROR(fchmodat(AT_FDCWD, "f", 0600, 0x40000000), EINVAL);
	EXPECT_EQ(mode_of("f"), S_IFREG | 0604);
	EXPECT_EQ(chmod("f", 0644), 0);
}

/* A folder that may be gone through, and not read; a program that may only be executed. */
static void opened_for_search(void)
{
	struct timespec times[2] = { { 5, 0 }, { 6, 0 } };
	int dir, fd;

	REQUIRE_EQ(mkdir("search", 0755), 0);
	REQUIRE((fd = open("search/x", O_RDWR | O_CREAT, 0644)) >= 0);
	EXPECT_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	close(fd);
	REQUIRE((dir = open("search", O_SEARCH | O_DIRECTORY)) >= 0);
	EXPECT_EQ(fcntl(dir, F_GETFL) & O_ACCMODE, O_SEARCH);
	EXPECT_EQ(openat(dir, "x", O_RDONLY), dir + 1);
	close(dir + 1);
	EXPECT_EQ(fchmod(dir, 0711), 0);
	EXPECT_EQ(fchown(dir, 3, 4), 0);
	EXPECT_EQ(futimens(dir, times), 0);
	EXPECT_EQ(mode_of("search"), S_IFDIR | 0711);
	EXPECT_EQ(st.st_uid, 3);
	EXPECT_EQ(st.st_gid, 4);
	EXPECT_EQ(st.st_mtime, 6);
	EXPECT_EQ(fchdir(dir), 0);
	EXPECT_EQ(chdir(".."), 0);
	close(dir);
	EXPECT_ERROR(fchown(dir, 0, 0), EBADF);
	REQUIRE((fd = open("search/x", O_EXEC)) >= 0);
	EXPECT_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_EXEC);
	EXPECT_ERROR(read(fd, &st, 1), EBADF);
	EXPECT_EQ(fchmod(fd, 0711), 0);
	close(fd);
	EXPECT_EQ(unlink("search/x"), 0);
	EXPECT_EQ(rmdir("search"), 0);
}

static void owners(void)
{
	EXPECT_EQ(chmod("f", 06755), 0);
	EXPECT_EQ(chown("f", 12, 34), 0);
	EXPECT_EQ(mode_of("f"), S_IFREG | 0755);
	EXPECT_EQ(st.st_uid, 12);
	EXPECT_EQ(st.st_gid, 34);
	EXPECT_EQ(chown("l", -1, 56), 0);
	EXPECT_EQ(stat("f", &st), 0);
	EXPECT_EQ(st.st_uid, 12);
	EXPECT_EQ(st.st_gid, 56);
	EXPECT_EQ(lchown("l", 7, 8), 0);
	EXPECT_EQ(lstat("l", &st), 0);
	EXPECT_EQ(st.st_uid, 7);
	EXPECT_EQ(stat("f", &st), 0);
	EXPECT_EQ(st.st_uid, 12);
	EXPECT_ERROR(fchownat(AT_FDCWD, "f", 0, 0, 1), EINVAL);
	EXPECT_ERROR(chown("none", 0, 0), ENOENT);
	EXPECT_EQ(chown("f", 0, 0), 0);
	/* A directory's group goes on to what is made in it. */
	REQUIRE_EQ(mkdir("g", 0777), 0);
	EXPECT_EQ(chown("g", 0, 77), 0);
	EXPECT_EQ(chmod("g", 02777), 0);
	REQUIRE_EQ(mkdir("g/h", 0777), 0);
	EXPECT_EQ(mode_of("g/h"), S_IFDIR | 02755);
	EXPECT_EQ(st.st_gid, 77);
	REQUIRE(file_make("g/i", ""));
	EXPECT_EQ(mode_of("g/i"), S_IFREG | 0644);
	EXPECT_EQ(st.st_gid, 77);
}

static void times(void)
{
	struct timespec t[2] = { { 1000, 5 }, { 2000, 6 } };
	int fd;

	EXPECT_EQ(utimensat(AT_FDCWD, "f", t, 0), 0);
	EXPECT_EQ(stat("f", &st), 0);
	EXPECT_EQ(st.st_atim.tv_sec, 1000);
	EXPECT_EQ(st.st_atim.tv_nsec, 5);
	EXPECT_EQ(st.st_mtim.tv_sec, 2000);
	t[0].tv_nsec = UTIME_OMIT;
	t[1].tv_nsec = UTIME_NOW;
	EXPECT_EQ(utimensat(AT_FDCWD, "f", t, 0), 0);
	EXPECT_EQ(stat("f", &st), 0);
	EXPECT_EQ(st.st_atim.tv_sec, 1000);
	EXPECT(st.st_mtim.tv_sec > 2000);
	REQUIRE((fd = open("f", O_RDONLY)) >= 0);
	t[0] = (struct timespec){ 3, 0 };
	t[1] = (struct timespec){ 4, 0 };
	EXPECT_EQ(futimens(fd, t), 0);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_atim.tv_sec, 3);
	close(fd);
	t[0].tv_nsec = 1000000000;
	EXPECT_ERROR(utimensat(AT_FDCWD, "f", t, 0), EINVAL);
	EXPECT_ERROR(utimensat(AT_FDCWD, "none", NULL, 0), ENOENT);
	EXPECT_ERROR(utimensat(AT_FDCWD, "f", BAD, 0), EFAULT);
	EXPECT_ERROR(utimensat(AT_FDCWD, "f", NULL, 1), EINVAL);
	/* A write moves the modification and the change, a read the access. */
	REQUIRE(file_make("f", "new"));
	EXPECT_EQ(stat("f", &st), 0);
	EXPECT(st.st_mtim.tv_sec > 4 && st.st_ctim.tv_sec > 4);
	EXPECT_EQ(st.st_atim.tv_sec, 3);
	EXPECT_STR(file_text("f"), "new");
	EXPECT_EQ(stat("f", &st), 0);
	EXPECT(st.st_atim.tv_sec > 4);
}

static void accesses(void)
{
	EXPECT_EQ(access("f", F_OK), 0);
	EXPECT_EQ(access("f", R_OK | W_OK), 0);
	EXPECT_EQ(chmod("f", 0644), 0);
	EXPECT_ERROR(access("f", X_OK), EACCES); /* not even root */
	EXPECT_EQ(chmod("f", 0645), 0);
	EXPECT_EQ(access("f", X_OK), 0);
	EXPECT_ERROR(access("f", 8), EINVAL);
	EXPECT_ERROR(access("none", F_OK), ENOENT);
	EXPECT_ERROR(access("f/x", F_OK), ENOTDIR);
	EXPECT_ERROR(faccessat(99, "f", F_OK, 0), EBADF);
}

static void systems(void)
{
	struct statfs fs;

	EXPECT_EQ(statfs("/", &fs), 0);
	EXPECT_EQ(fs.f_type, FILE_SYSTEM);
	EXPECT_EQ(fs.f_bsize, 4096);
	EXPECT(fs.f_blocks > 0 && fs.f_bfree <= fs.f_blocks);
	EXPECT_ERROR(statfs("/none", &fs), ENOENT);
	EXPECT_ERROR(statfs("/", BAD), EFAULT);
	EXPECT_ERROR(fstatfs(99, &fs), EBADF);
}

static void mounting(void)
{
	struct statfs fs;
	int fd;

	REQUIRE_EQ(mkdir("m", 0777), 0);
	EXPECT_ERROR(syscall(SYS_mount, "x", "m", "nonesuch", 0, NULL), ENODEV);
	EXPECT_ERROR(syscall(SYS_mount, "x", "none", "tmpfs", 0, NULL), ENOENT);
	EXPECT_ERROR(syscall(SYS_mount, "x", "f", "tmpfs", 0, NULL), ENOTDIR);
	EXPECT_ERROR(syscall(SYS_mount, "x", "m", "tmpfs", 0, "size=x"), EINVAL);
	REQUIRE_EQ(syscall(SYS_mount, "x", "m", "tmpfs", 0, "size=64k"), 0);
	EXPECT_EQ(statfs("m", &fs), 0);
	EXPECT_EQ(fs.f_blocks, 16);
	REQUIRE(file_make("m/a", "on another"));
	EXPECT_ERROR(rename("m/a", "a"), EXDEV);
	EXPECT_ERROR(rmdir("m"), EBUSY);
	/* It is full after 16 pages. */
	REQUIRE((fd = open("m/big", O_RDWR | O_CREAT, 0666)) >= 0);
	static char page[4096];
	long n = 0;
	for (int i = 0; i < 20; i++)
		n += write(fd, page, sizeof(page)) == (ssize_t)sizeof(page);
	EXPECT_EQ(n, 15);
	EXPECT_EQ(errno, ENOSPC);
	EXPECT_ERROR(syscall(SYS_umount2, "m", 0), EBUSY);
	close(fd);
	EXPECT_EQ(unlink("m/big"), 0);
	EXPECT_EQ(statfs("m", &fs), 0);
	EXPECT_EQ(fs.f_bfree, 15);
	/* Read-only from here on. */
	EXPECT_EQ(syscall(SYS_mount, "x", "m", "tmpfs", 0x21, NULL), 0);
	EXPECT_ERROR(open("m/a", O_RDWR), EROFS);
	EXPECT_ERROR(open("m/b", O_RDWR | O_CREAT, 0666), EROFS);
	EXPECT_ERROR(unlink("m/a"), EROFS);
	EXPECT_ERROR(chmod("m/a", 0), EROFS);
	EXPECT_ERROR(access("m/a", W_OK), EROFS);
	EXPECT_STR(file_text("m/a"), "on another");
	EXPECT_EQ(syscall(SYS_umount2, "m", 0), 0);
	EXPECT_ERROR(syscall(SYS_umount2, "m", 0), EINVAL);
	EXPECT_ERROR(access("m/a", F_OK), ENOENT);
	EXPECT_EQ(rmdir("m"), 0);
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "stats", stats },
	{ "statx", statx_fields },
	{ "modes", modes },
	{ "opened for search", opened_for_search },
	{ "owners", owners },
	{ "times", times },
	{ "accesses", accesses },
	{ "file systems", systems },
	{ "mounting", mounting },
};

GUEST_MAIN(cases)
