/* tests/posix/root.c - the root file system that a boot module holds, and /dev.
 *
 * guest-server: vfs
 * guest-root: dir 0755 /etc
 * guest-root: file 0640 /etc/motd distro/root/etc/motd
 * guest-root: dir 1777 /tmp
 * guest-root: link /etc/message motd
 * guest-root: dir 0755 /bin
 * guest-root: prog 0755 /bin/self tests/posix/root.guest
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/ioctl.h>
#include <termios.h>

#include "file.h"

static struct stat st;

static void server_up(void)
{
	REQUIRE(file_server_up());
}

static void files(void)
{
	char head[4] = "";
	int fd;

	EXPECT(strncmp(file_text("/etc/motd"), "Welcome to XINIM.\n", 18) == 0);
	EXPECT_EQ(stat("/etc/motd", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFREG | 0640);
	EXPECT(st.st_mtime > 0);
	EXPECT(strncmp(file_text("/etc/message"), "Welcome to XINIM.\n", 18) == 0);
	EXPECT_EQ(stat("/tmp", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFDIR | 01777);
	EXPECT_EQ(stat("/bin/self", &st), 0);
	EXPECT(st.st_size > 10000);
	REQUIRE((fd = open("/bin/self", O_RDONLY)) >= 0);
	EXPECT_EQ(read(fd, head, 4), 4);
	EXPECT_EQ(memcmp(head, "\177ELF", 4), 0);
	close(fd);
}

static void null(void)
{
	char c;
	int fd = open("/dev/null", O_RDWR);

	REQUIRE(fd >= 0);
	EXPECT_EQ(read(fd, &c, 1), 0);
	EXPECT_EQ(write(fd, "x", 1), 1);
	EXPECT_EQ(lseek(fd, 100, SEEK_SET), 100);
	EXPECT_ERROR(ftruncate(fd, 0), EINVAL);
	EXPECT_ERROR(ioctl(fd, TCGETS, &c), ENOTTY);
	close(fd);
	REQUIRE((fd = open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0666)) >= 0);
	close(fd);
}

static void zero_full(void)
{
	static char buf[10000];
	int fd = open("/dev/zero", O_RDWR);

	REQUIRE(fd >= 0);
	memset(buf, 1, sizeof(buf));
	EXPECT_EQ(read(fd, buf, sizeof(buf)), sizeof(buf));
	for (size_t i = 0; i < sizeof(buf); i++)
		REQUIRE_EQ(buf[i], 0);
	EXPECT_EQ(write(fd, buf, 10), 10);
	close(fd);
	REQUIRE((fd = open("/dev/full", O_RDWR)) >= 0);
	EXPECT_EQ(read(fd, buf, 5), 5);
	EXPECT_ERROR(write(fd, buf, 5), ENOSPC);
	close(fd);
}

static void random_numbers(void)
{
	unsigned char a[600], b[600];
	int fd = open("/dev/urandom", O_RDONLY);

	REQUIRE(fd >= 0);
	EXPECT_EQ(read(fd, a, sizeof(a)), sizeof(a));
	EXPECT_EQ(read(fd, b, sizeof(b)), sizeof(b));
	EXPECT(memcmp(a, b, sizeof(a)) != 0);
	close(fd);
}

static void console(void)
{
	struct stat of_fd;
	struct winsize size = { 0 };
	int fd = open("/dev/console", O_RDWR);

	REQUIRE(fd >= 0);
	EXPECT(isatty(fd) && isatty(0) && isatty(1) && isatty(2));
	EXPECT_EQ(ioctl(fd, TIOCGWINSZ, &size), 0);
	EXPECT(size.ws_row > 0 && size.ws_col > 0);
	EXPECT_EQ(fstat(1, &of_fd), 0);
	EXPECT_EQ(stat("/dev/console", &st), 0);
	EXPECT_EQ(of_fd.st_ino, st.st_ino);
	EXPECT_EQ(st.st_rdev, 0x501);
	EXPECT_EQ(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERROR(read(fd, &size, 1), EAGAIN);
	close(fd);
}

static void nodes(void)
{
	int fd;

	EXPECT_EQ(mknod("/tmp/null", S_IFCHR | 0666, 0x103), 0);
	REQUIRE((fd = open("/tmp/null", O_WRONLY)) >= 0);
	EXPECT_EQ(write(fd, "x", 1), 1);
	close(fd);
	EXPECT_EQ(mknod("/tmp/none", S_IFCHR | 0666, 0x7777), 0);
	EXPECT_ERROR(open("/tmp/none", O_RDWR), ENXIO);
	EXPECT_EQ(mknod("/tmp/disk", S_IFBLK | 0666, 0x300), 0);
	EXPECT_ERROR(open("/tmp/disk", O_RDWR), ENXIO);
	EXPECT_EQ(mknod("/tmp/socket", S_IFSOCK | 0666, 0), 0);
	EXPECT_ERROR(open("/tmp/socket", O_RDWR), ENXIO);
	EXPECT_EQ(mknod("/tmp/file", S_IFREG | 0666, 0), 0);
	EXPECT_EQ(file_size("/tmp/file"), 0);
	EXPECT_ERROR(mknod("/tmp/dir", S_IFDIR | 0666, 0), EPERM);
	EXPECT_ERROR(mknod("/tmp/link", S_IFLNK | 0666, 0), EINVAL);
	EXPECT_ERROR(mknod("/tmp/file", S_IFREG | 0666, 0), EEXIST);
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "files", files },
	{ "null", null },
	{ "zero and full", zero_full },
	{ "random numbers", random_numbers },
	{ "console", console },
	{ "nodes", nodes },
};

GUEST_MAIN(cases)
