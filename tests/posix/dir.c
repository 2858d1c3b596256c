/* tests/posix/dir.c - directories, links, symbolic links, where a process is.
 *
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "file.h"

#define MANY 10000

static long links_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? (long)st.st_nlink : -1;
}

static void server_up(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/t", 0777), 0);
	REQUIRE_EQ(chdir("/t"), 0);
}

static void making(void)
{
	struct stat st;

	EXPECT_EQ(mkdir("d", 0777), 0);
	EXPECT_EQ(stat("d", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFDIR | 0755);
	EXPECT_EQ(st.st_nlink, 2);
	EXPECT_EQ(mkdir("d/e/", 01777), 0);
	EXPECT_EQ(links_of("d"), 3);
	EXPECT_EQ(stat("d/e", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFDIR | 01755);
	EXPECT_ERROR(mkdir("d", 0777), EEXIST);
	EXPECT_ERROR(mkdir("/", 0777), EEXIST);
	EXPECT_ERROR(mkdir(".", 0777), EEXIST);
	EXPECT_ERROR(mkdir("d/..", 0777), EEXIST);
	EXPECT_ERROR(mkdir("", 0777), ENOENT);
	EXPECT_ERROR(mkdir("none/d", 0777), ENOENT);
	EXPECT_ERROR(mkdir(BAD, 0777), EFAULT);
	REQUIRE(file_make("f", "text"));
	EXPECT_ERROR(mkdir("f/d", 0777), ENOTDIR);
	EXPECT_ERROR(mkdir("f", 0777), EEXIST);
}

static void removing(void)
{
	EXPECT_ERROR(rmdir("d"), ENOTEMPTY);
	EXPECT_ERROR(rmdir("f"), ENOTDIR);
	EXPECT_ERROR(rmdir("none"), ENOENT);
	EXPECT_ERROR(rmdir("d/."), EINVAL);
	EXPECT_ERROR(rmdir("d/.."), ENOTEMPTY);
	EXPECT_ERROR(rmdir("/"), EBUSY);
	EXPECT_ERROR(rmdir("/dev"), EBUSY);
	EXPECT_ERROR(unlink("d"), EISDIR);
	EXPECT_ERROR(unlink("d/e/"), EISDIR);
	EXPECT_ERROR(unlink("f/"), ENOTDIR);
	EXPECT_ERROR(unlinkat(AT_FDCWD, "f", 0x4000), EINVAL);
	EXPECT_EQ(rmdir("d/e"), 0);
	EXPECT_EQ(links_of("d"), 2);
	EXPECT_EQ(unlinkat(AT_FDCWD, "d", AT_REMOVEDIR), 0);
	EXPECT_ERROR(rmdir("d"), ENOENT);
	/* remove() is whichever of the two it has to be. */
	EXPECT_EQ(mkdir("d", 0755), 0);
	EXPECT_EQ(mkdir("d/e", 0755), 0);
	EXPECT_ERROR(remove("d"), ENOTEMPTY);
	EXPECT_EQ(remove("d/e"), 0);
	EXPECT_EQ(remove("d"), 0);
	EXPECT_ERROR(remove("d"), ENOENT);
}

/* A directory that is somebody's and has been removed. */
static void in_a_removed_directory(void)
{
	char buf[100];
	DIR *d;
	int fd;

	REQUIRE_EQ(mkdir("gone", 0777), 0);
	REQUIRE_EQ(chdir("gone"), 0);
	REQUIRE((fd = open(".", O_RDONLY)) >= 0);
	REQUIRE_EQ(rmdir("../gone"), 0);
	EXPECT_EQ(getcwd(buf, sizeof(buf)), NULL);
	EXPECT_EQ(errno, ENOENT);
	EXPECT_ERROR(open("x", O_RDWR | O_CREAT, 0666), ENOENT);
	EXPECT_ERROR(mkdir("x", 0777), ENOENT);
	EXPECT_ERROR(syscall(SYS_getdents64, fd, buf, 100L), ENOENT);
	REQUIRE((d = opendir(".")) != NULL);
	errno = 0;
	EXPECT_EQ(readdir(d), NULL);
	EXPECT_EQ(errno, 0);
	closedir(d);
	EXPECT_EQ(chdir(".."), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/t");
	close(fd);
}

static void links(void)
{
	struct stat a, b;

	EXPECT_EQ(link("f", "g"), 0);
	EXPECT_EQ(stat("f", &a), 0);
	EXPECT_EQ(stat("g", &b), 0);
	EXPECT_EQ(a.st_ino, b.st_ino);
	EXPECT_EQ(a.st_nlink, 2);
	EXPECT_ERROR(link("f", "g"), EEXIST);
	EXPECT_ERROR(link("none", "h"), ENOENT);
	EXPECT_ERROR(link("f", "none/h"), ENOENT);
	EXPECT_ERROR(link("/t", "h"), EPERM);
	EXPECT_ERROR(link("f", "/dev/f"), EXDEV);
	EXPECT_EQ(unlink("f"), 0);
	EXPECT_EQ(links_of("g"), 1);
	EXPECT_STR(file_text("g"), "text");
	EXPECT_EQ(link("g", "f"), 0);
	EXPECT_EQ(unlink("g"), 0);
}

static void open_and_removed(void)
{
	char buf[8] = "";
	struct stat st;
	int fd;

	REQUIRE(file_make("o", "still here"));
	REQUIRE((fd = open("o", O_RDWR)) >= 0);
	EXPECT_EQ(unlink("o"), 0);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_nlink, 0);
	EXPECT_EQ(read(fd, buf, 5), 5);
	EXPECT_STR(buf, "still");
	EXPECT_EQ(write(fd, "more", 4), 4);
	close(fd);
	EXPECT_ERROR(stat("o", &st), ENOENT);
}

static void symbolic_links(void)
{
	struct stat st;
	char buf[32] = "";

	EXPECT_EQ(symlink("f", "l"), 0);
	EXPECT_EQ(lstat("l", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFLNK | 0777);
	EXPECT_EQ(st.st_size, 1);
	EXPECT_EQ(stat("l", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFREG | 0644);
	EXPECT_EQ(readlink("l", buf, sizeof(buf)), 1);
	EXPECT_EQ(buf[0], 'f');
	EXPECT_STR(file_text("l"), "text");
	EXPECT_ERROR(open("l", O_RDONLY | O_NOFOLLOW), ELOOP);
	EXPECT_ERROR(readlink("f", buf, sizeof(buf)), EINVAL);
	EXPECT_ERROR(readlink("l", buf, 0), EINVAL);
	EXPECT_ERROR(readlink("l", BAD, 10), EFAULT);
	EXPECT_ERROR(readlink("", buf, 10), ENOENT);
	EXPECT_ERROR(symlink("f", "l"), EEXIST);
	EXPECT_ERROR(symlink("", "m"), ENOENT);
	EXPECT_EQ(symlink("nowhere", "m"), 0);
	EXPECT_ERROR(stat("m", &st), ENOENT);
	/* What it names is made. */
	EXPECT_ERROR(open("m", O_RDWR | O_CREAT | O_EXCL, 0666), EEXIST);
	int fd = open("m", O_RDWR | O_CREAT, 0666);
	EXPECT(fd >= 0);
	close(fd);
	EXPECT_EQ(stat("nowhere", &st), 0);
	EXPECT_EQ(unlink("nowhere"), 0);
	EXPECT_EQ(symlink("/t/../t/", "n"), 0);
	EXPECT_STR(file_text("n/f"), "text");
	EXPECT_STR(file_text("n//./../t/n/f"), "text");
	EXPECT_EQ(symlink("f", "nf"), 0);
	EXPECT_ERROR(stat("nf/", &st), ENOTDIR);
	EXPECT_ERROR(rmdir("n"), ENOTDIR);
	EXPECT_EQ(unlink("n"), 0);
	EXPECT_EQ(unlink("m"), 0);
	/* A hard link to a symbolic one, and to what it names. */
	EXPECT_EQ(link("l", "ll"), 0);
	EXPECT_EQ(lstat("ll", &st), 0);
	EXPECT(S_ISLNK(st.st_mode));
	EXPECT_EQ(linkat(AT_FDCWD, "l", AT_FDCWD, "lf", AT_SYMLINK_FOLLOW), 0);
	EXPECT_EQ(lstat("lf", &st), 0);
	EXPECT(S_ISREG(st.st_mode));
}

static void loops(void)
{
	char name[16], target[16];
	struct stat st;

	EXPECT_EQ(symlink("self", "self"), 0);
	EXPECT_ERROR(stat("self", &st), ELOOP);
	EXPECT_ERROR(open("self", O_RDWR | O_CREAT, 0666), ELOOP);
	EXPECT_EQ(symlink("two", "one"), 0);
	EXPECT_EQ(symlink("one/x", "two"), 0);
	EXPECT_ERROR(stat("one", &st), ELOOP);
	REQUIRE(file_make("c0", "x"));
	for (int i = 1; i <= 41; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		snprintf(target, sizeof(target), "c%d", i - 1);
		REQUIRE_EQ(symlink(target, name), 0);
	}
	EXPECT_EQ(stat("c40", &st), 0);
	EXPECT_ERROR(stat("c41", &st), ELOOP);
	EXPECT_EQ(lstat("c41", &st), 0);
}

static void where(void)
{
	char buf[64];
	int fd;

	EXPECT_STR(getcwd(buf, sizeof(buf)), "/t");
	EXPECT_EQ(syscall(SYS_getcwd, buf, sizeof(buf)), 3);
	EXPECT_ERROR(syscall(SYS_getcwd, buf, 2L), ERANGE);
	EXPECT_ERROR(syscall(SYS_getcwd, BAD, 64L), EFAULT);
	REQUIRE_EQ(mkdir("w", 0777), 0);
	REQUIRE_EQ(mkdir("w/x", 0777), 0);
	EXPECT_EQ(chdir("w/x"), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/t/w/x");
	EXPECT_EQ(rename("/t/w", "/t/v"), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/t/v/x");
	EXPECT_EQ(chdir("../../../../.."), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/");
	EXPECT_EQ(chdir("/dev"), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/dev");
	EXPECT_EQ(chdir(".."), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/");
	REQUIRE((fd = open("/t/v", O_RDONLY | O_DIRECTORY)) >= 0);
	EXPECT_EQ(fchdir(fd), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/t/v");
	EXPECT_EQ(mkdirat(fd, "y", 0777), 0);
	EXPECT_EQ(faccessat(fd, "y", R_OK, 0), 0);
	close(fd);
	EXPECT_ERROR(fchdir(fd), EBADF);
	EXPECT_ERROR(fchdir(0), ENOTDIR);
	EXPECT_ERROR(chdir("/t/f"), ENOTDIR);
	EXPECT_ERROR(chdir("/none"), ENOENT);
	EXPECT_EQ(chdir("/t"), 0);
}

static unsigned long count(const char *path, const char *prefix)
{
	DIR *d = opendir(path);
	struct dirent *e;
	unsigned long n = 0;

	if (!d)
		return 0;
	while ((e = readdir(d)))
		if (strncmp(e->d_name, prefix, strlen(prefix)) == 0)
			n++;
	closedir(d);
	return n;
}

static void reading(void)
{
	char name[300], buf[64];
	struct dirent *e;
	DIR *d;
	int fd;

	REQUIRE_EQ(mkdir("r", 0777), 0);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "r/n%d", i);
		REQUIRE(file_make(name, ""));
	}
	EXPECT_EQ(count("r", "n"), MANY);
	EXPECT_EQ(count("r", "."), 2);
	/* While it is read every other one goes. */
	REQUIRE((d = opendir("r")) != NULL);
	for (unsigned i = 0; (e = readdir(d)); i++) {
		if (e->d_name[0] != 'n' || i % 2)
			continue;
		snprintf(name, sizeof(name), "r/%s", e->d_name);
		REQUIRE_EQ(unlink(name), 0);
	}
	closedir(d);
	EXPECT_EQ(count("r", "n"), MANY / 2);
	REQUIRE((d = opendir("r")) != NULL);
	while ((e = readdir(d))) {
		if (e->d_name[0] != 'n')
			continue;
		EXPECT_EQ(e->d_type, DT_REG);
		snprintf(name, sizeof(name), "r/%s", e->d_name);
		REQUIRE_EQ(unlink(name), 0);
	}
	closedir(d);
	EXPECT_EQ(rmdir("r"), 0);
	REQUIRE((fd = open("/t", O_RDONLY)) >= 0);
	EXPECT_ERROR(syscall(SYS_getdents64, fd, buf, 10L), EINVAL);
	EXPECT_ERROR(syscall(SYS_getdents64, fd, BAD, 1000L), EFAULT);
	EXPECT_ERROR(syscall(SYS_getdents64, 1L, buf, 64L), ENOTDIR);
	EXPECT_ERROR(syscall(SYS_getdents64, -1L, buf, 64L), EBADF);
	close(fd);
}

static void roots(void)
{
	char buf[16];
	int fd;

	REQUIRE((fd = open("/", O_RDONLY)) >= 0);
	EXPECT_ERROR(chroot("/none"), ENOENT);
	EXPECT_ERROR(chroot("/t/f"), ENOTDIR);
	EXPECT_EQ(chroot("/t"), 0);
	EXPECT_STR(file_text("/f"), "text");
	EXPECT_STR(file_text("/../../f"), "text");
	EXPECT_EQ(chdir("/"), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/");
	/* Who kept a directory outside gets out. */
	EXPECT_EQ(fchdir(fd), 0);
	EXPECT_EQ(getcwd(buf, sizeof(buf)), NULL);
	EXPECT_EQ(chroot("."), 0);
	EXPECT_EQ(access("/t/f", F_OK), 0);
	close(fd);
	EXPECT_EQ(chdir("/t"), 0);
}

/* A directory that is only searched: its mode can be changed, and it is a start. */
static void searching(void)
{
	struct stat st;
	int fd, file;

	REQUIRE_EQ(mkdir("search", 0700), 0);
	fd = open("search", O_SEARCH);
	REQUIRE(fd >= 0);
	EXPECT_EQ(fchmod(fd, 0750), 0);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFDIR | 0750);
	EXPECT_EQ(fchown(fd, 0, 0), 0);
	file = openat(fd, "file", O_WRONLY | O_CREAT | O_EXCL, 0600);
	EXPECT(file >= 0);
	close(file);
	EXPECT_EQ(unlinkat(fd, "file", 0), 0);
	EXPECT_EQ(fchdir(fd), 0);
	EXPECT_EQ(chdir(".."), 0);
	close(fd);
	EXPECT_EQ(rmdir("search"), 0);
	file = open("plain", O_WRONLY | O_CREAT, 0600);
	EXPECT(file >= 0);
	close(file);
	/* Without O_DIRECTORY it is O_EXEC, for a file. */
	EXPECT_ERROR(open("plain", O_SEARCH | O_DIRECTORY), ENOTDIR);
	EXPECT_EQ(unlink("plain"), 0);
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "making", making },
	{ "removing", removing },
	{ "in a removed directory", in_a_removed_directory },
	{ "links", links },
	{ "open and removed", open_and_removed },
	{ "symbolic links", symbolic_links },
	{ "loops", loops },
	{ "where", where },
	{ "reading", reading },
	{ "roots", roots },
	{ "searching", searching },
};

GUEST_MAIN(cases)
