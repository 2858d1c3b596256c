/* tests/posix/resolve.c - openat2's ways to resolve, links of /proc, memory files' seals,
 * extended attributes that are not there, getdents.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define NO_XDEV  1
#define NO_MAGIC 2
#define NO_LINKS 4
#define BENEATH  8
#define IN_ROOT  16

#define ADD_SEALS 1033
#define GET_SEALS 1034

static char buf[8192];
static int top;

static int open_how(const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
	uint64_t how[3] = { flags, mode, resolve };

	return (int)syscall(SYS_openat2, top, path, how, sizeof(how));
}

static int opened(const char *path, uint64_t resolve)
{
	int fd = open_how(path, O_RDONLY, 0, resolve);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static void tree(void)
{
	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	REQUIRE_EQ(mkdir("/t", 0755), 0);
	REQUIRE_EQ(mkdir("/t/in", 0755), 0);
	REQUIRE_EQ(mkdir("/t/m", 0755), 0);
	REQUIRE_EQ(mkdir("/t/t", 0755), 0);
	close(open("/t/in/f", O_CREAT | O_WRONLY, 0644));
	close(open("/t/t/f", O_CREAT | O_WRONLY, 0644));
	REQUIRE_EQ(mount("x", "/t/m", "tmpfs", 0, NULL), 0);
	REQUIRE_EQ(symlink("in/f", "/t/near"), 0);
	REQUIRE_EQ(symlink("/t/f", "/t/far"), 0);
	REQUIRE_EQ(symlink("../t/in/f", "/t/up"), 0);
	mkdir("/proc", 0555);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
	REQUIRE((top = open("/t", O_RDONLY | O_DIRECTORY)) >= 0);
}

static void resolves(void)
{
	uint64_t how[4] = { 0 };

	EXPECT_EQ(opened("in/f", 0), 0);
	EXPECT_EQ(opened("up", 0), 0);
	EXPECT_EQ(opened("in/f", BENEATH), 0);
	EXPECT_EQ(opened("in/../in/f", BENEATH), 0);
	EXPECT_EQ(opened("near", BENEATH), 0);
	EXPECT_EQ(opened("up", BENEATH), -EXDEV);
	EXPECT_EQ(opened("far", BENEATH), -EXDEV);
	EXPECT_EQ(opened("/t/in/f", BENEATH), -EXDEV);
	EXPECT_EQ(opened("..", BENEATH), -EXDEV);
	EXPECT_EQ(opened("in/../..", BENEATH), -EXDEV);
	/* As if it were the root. */
	EXPECT_EQ(opened("/in/f", IN_ROOT), 0);
	EXPECT_EQ(opened("../../in/f", IN_ROOT), 0);
	EXPECT_EQ(opened("far", IN_ROOT), 0);
	EXPECT_EQ(opened("up", IN_ROOT), -ENOENT);
	EXPECT_EQ(opened("far", 0), -ENOENT);
	EXPECT_EQ(opened("near", NO_LINKS), -ELOOP);
	EXPECT_EQ(opened("in/f", NO_LINKS), 0);
	EXPECT_EQ(opened("m", NO_XDEV), -EXDEV);
	EXPECT_EQ(opened("m/..", NO_XDEV), -EXDEV);
	EXPECT_EQ(opened("in", NO_XDEV), 0);
	EXPECT_EQ(opened("/dev", NO_XDEV), -EXDEV);
	EXPECT_EQ(opened("in", 64), -EINVAL);
	EXPECT_EQ(opened("in", BENEATH | IN_ROOT), -EINVAL);
	EXPECT_ERROR(open_how("in", O_RDONLY, 0600, 0), EINVAL);
	EXPECT_ERROR(open_how("in", 1ULL << 40, 0, 0), EINVAL);
	/* A structure that has grown. */
	EXPECT_ERROR(syscall(SYS_openat2, top, "in/f", how, 23), EINVAL);
	EXPECT_EQ(close((int)syscall(SYS_openat2, top, "in/f", how, 32)), 0);
	how[3] = 1;
	EXPECT_ERROR(syscall(SYS_openat2, top, "in/f", how, 32), E2BIG);
	EXPECT_ERROR(syscall(SYS_openat2, top, "in/f", how, 1 << 20), E2BIG);
	EXPECT_ERROR(syscall(SYS_openat2, top, "in/f", 16, 24), EFAULT);
}

/* Opens descriptor fd once more, by its name in /proc. */
static int again(int fd, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags, 0600);
}

static void links_of_proc(void)
{
	int ends[2], fd, other;
	ssize_t n;

	/* A file that has no name any more. */
	REQUIRE((fd = open("/t/gone", O_RDWR | O_CREAT, 0600)) >= 0);
	EXPECT_EQ(write(fd, "text", 4), 4);
	EXPECT_EQ(unlink("/t/gone"), 0);
	REQUIRE((other = again(fd, O_RDONLY)) >= 0);
	EXPECT_EQ(read(other, buf, 10), 4);
	close(other);
	/* As a shell's > /dev/fd/N does. */
	REQUIRE((other = again(fd, O_WRONLY | O_CREAT | O_TRUNC)) >= 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_END), 0);
	close(other);
	close(fd);
	/* One that never had one. */
	REQUIRE((fd = open("/t", O_TMPFILE | O_RDWR, 0600)) >= 0);
	REQUIRE((other = again(fd, O_RDWR)) >= 0);
	EXPECT_EQ(write(other, "x", 1), 1);
	EXPECT_EQ(read(fd, buf, 9), 1);
	close(other);
	close(fd);
	/* A pipe: another reader. */
	REQUIRE_EQ(pipe(ends), 0);
	REQUIRE((other = again(ends[0], O_RDONLY | O_NONBLOCK)) >= 0);
	close(ends[0]);
	EXPECT_EQ(write(ends[1], "abc", 3), 3);
	EXPECT_EQ(read(other, buf, 9), 3);
	close(ends[1]);
	EXPECT_EQ(read(other, buf, 9), 0);
	close(other);
	/* Whoever opens a pipe waits for nobody, other than with a FIFO. */
	REQUIRE(pipe(ends) == 0);
	EXPECT_EQ(write(ends[1], "xyz", 3), 3);
	close(ends[1]);
	REQUIRE((other = again(ends[0], O_RDONLY)) >= 0);
	EXPECT_EQ(read(other, buf, 9), 3);
	EXPECT_EQ(read(other, buf, 9), 0);
	close(other);
	close(ends[0]);
	REQUIRE(pipe(ends) == 0);
	close(ends[0]);
	REQUIRE((other = again(ends[1], O_WRONLY | O_NONBLOCK)) >= 0);
	close(other);
	REQUIRE((other = again(ends[1], O_WRONLY)) >= 0);
	close(ends[1]);
	n = readlink("/proc/self/fd/0", buf, sizeof(buf));
	EXPECT(n > 0);
	snprintf(buf, sizeof(buf), "/proc/self/fd/%d", other);
	n = readlink(buf, buf + 100, 100);
	EXPECT(n > 7 && memcmp(buf + 100, "pipe:[", 6) == 0);
	close(other);
	/* /dev/stdin and its like lead there. */
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(write(ends[1], "in", 2), 2);
	snprintf(buf, sizeof(buf), "/dev/fd/%d", ends[0]);
	REQUIRE((fd = open(buf, O_RDONLY)) >= 0);
	EXPECT_EQ(read(fd, buf, 9), 2);
	close(fd);
	close(ends[0]);
	close(ends[1]);
	/* Not for who wants none, nor for who is to stay inside. */
	EXPECT_EQ(opened("/proc/self/cwd", NO_MAGIC), -ELOOP);
	EXPECT_EQ(opened("/proc/self/cwd", 0), 0);
	EXPECT_EQ(chdir("/proc/self/cwd/t"), 0);
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/t");
	EXPECT_EQ(chdir("/"), 0);
}

static void seals(void)
{
	int fd = (int)syscall(SYS_memfd_create, "sealed", 2);
	char *p;

	REQUIRE(fd >= 0);
	EXPECT_EQ(fcntl(fd, GET_SEALS), 0);
	EXPECT_EQ(ftruncate(fd, 8192), 0);
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	REQUIRE(p != MAP_FAILED);
	p[5000] = 'm';
	EXPECT_ERROR(fcntl(fd, ADD_SEALS, 32), EINVAL);
	EXPECT_ERROR(fcntl(fd, ADD_SEALS, 8), EBUSY);
	EXPECT_EQ(fcntl(fd, ADD_SEALS, 2 | 4), 0);
	EXPECT_ERROR(ftruncate(fd, 4096), EPERM);
	EXPECT_ERROR(ftruncate(fd, 16384), EPERM);
	EXPECT_ERROR(pwrite(fd, buf, 10, 8192), EPERM);
	EXPECT_EQ(pwrite(fd, "abcd", 4, 8190), 2);
	EXPECT_EQ(munmap(p, 8192), 0);
	EXPECT_EQ(fcntl(fd, ADD_SEALS, 8), 0);
	EXPECT_EQ(fcntl(fd, GET_SEALS), 2 | 4 | 8);
	EXPECT_ERROR(pwrite(fd, "x", 1, 0), EPERM);
	EXPECT(mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
	EXPECT_EQ(errno, EPERM);
	p = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);
	REQUIRE(p != MAP_FAILED);
	EXPECT_EQ(p[5000], 'm');
	EXPECT_ERROR(mprotect(p, 8192, PROT_READ | PROT_WRITE), EACCES);
	EXPECT_EQ(munmap(p, 8192), 0);
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	REQUIRE(p != MAP_FAILED);
	p[0] = 1;
	munmap(p, 8192);
	EXPECT_EQ(fcntl(fd, ADD_SEALS, 1), 0);
	EXPECT_ERROR(fcntl(fd, ADD_SEALS, 2), EPERM);
	close(fd);
	/* Without leave there are none to be had; other files have none at all. */
	fd = (int)syscall(SYS_memfd_create, "plain", 0);
	EXPECT_EQ(fcntl(fd, GET_SEALS), 1);
	EXPECT_ERROR(fcntl(fd, ADD_SEALS, 2), EPERM);
	close(fd);
	EXPECT_ERROR(syscall(SYS_memfd_create, "x", 0x100), EINVAL);
	EXPECT_ERROR(fcntl(top, GET_SEALS), EINVAL);
}

static void attributes(void)
{
	EXPECT_ERROR(syscall(SYS_getxattr, "/t/in", "user.x", buf, 10), EOPNOTSUPP);
	EXPECT_ERROR(syscall(SYS_setxattr, "/t/in", "user.x", "v", 1, 0), EOPNOTSUPP);
	EXPECT_ERROR(syscall(SYS_setxattr, "/t/in", "user.x", "v", 1, 7), EINVAL);
	EXPECT_ERROR(syscall(SYS_setxattr, "/t/in", "user.x", "v", 70000, 0), E2BIG);
	EXPECT_ERROR(syscall(SYS_setxattr, "/t/in", "", "v", 1, 0), ERANGE);
	EXPECT_ERROR(syscall(SYS_getxattr, "/t/none", "user.x", buf, 10), ENOENT);
	EXPECT_ERROR(syscall(SYS_lremovexattr, "/t/far", "user.x"), EOPNOTSUPP);
	EXPECT_ERROR(syscall(SYS_removexattr, "/t/far", "user.x"), ENOENT);
	EXPECT_ERROR(syscall(SYS_fgetxattr, 99, "user.x", buf, 10), EBADF);
	EXPECT_EQ(syscall(SYS_listxattr, "/t/in", buf, 10), 0);
	EXPECT_EQ(syscall(SYS_flistxattr, top, buf, 10), 0);
	EXPECT_ERROR(syscall(SYS_listxattr, "/t/none", buf, 10), ENOENT);
}

static void old_directories(void)
{
	struct {
		uint64_t ino, next;
		uint16_t size;
		char name[];
	} * r;
	unsigned seen = 0;
	long n = syscall(SYS_getdents, top, buf, sizeof(buf));

	REQUIRE(n > 0);
	for (long at = 0; at < n; at += r->size) {
		r = (void *)(buf + at);
		REQUIRE(r->size >= 24 && r->size % 8 == 0);
		if (strcmp(r->name, "in") == 0)
			seen |= ((char *)r)[r->size - 1] == 4 ? 1 : 8;
		if (strcmp(r->name, "near") == 0)
			seen |= ((char *)r)[r->size - 1] == 10 ? 2 : 8;
		if (strcmp(r->name, "..") == 0)
			seen |= 4;
	}
	EXPECT_EQ(seen, 7);
	EXPECT_EQ(syscall(SYS_getdents, top, buf, sizeof(buf)), 0);
	EXPECT_EQ(lseek(top, 0, SEEK_SET), 0);
	EXPECT_ERROR(syscall(SYS_getdents, top, buf, 10), EINVAL);
	EXPECT_ERROR(syscall(SYS_getdents, top, 16, 1000), EFAULT);
}

static const struct guest_case cases[] = {
	{ "tree", tree },
	{ "resolves", resolves },
	{ "links of proc", links_of_proc },
	{ "seals", seals },
	{ "attributes", attributes },
	{ "old directories", old_directories },
};

GUEST_MAIN(cases)
