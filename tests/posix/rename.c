/* tests/posix/rename.c - rename and renameat2, with all their rules.
 *
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "file.h"

#define NOREPLACE 1u
#define EXCHANGE  2u

static long rename2(const char *from, const char *to, unsigned flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void server_up(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/t", 0777), 0);
	REQUIRE_EQ(chdir("/t"), 0);
}

static void files(void)
{
	REQUIRE(file_make("a", "A") && file_make("b", "B"));
	EXPECT_EQ(rename("a", "c"), 0);
	EXPECT_STR(file_text("c"), "A");
	EXPECT_STR(file_text("a"), NULL);
	EXPECT_EQ(rename("c", "b"), 0);
	EXPECT_STR(file_text("b"), "A");
	EXPECT_STR(file_text("c"), NULL);
	EXPECT_EQ(rename("b", "b"), 0);
	EXPECT_STR(file_text("b"), "A");
	/* Two names of one file: both stay. */
	EXPECT_EQ(link("b", "c"), 0);
	EXPECT_EQ(rename("b", "c"), 0);
	EXPECT_STR(file_text("b"), "A");
	EXPECT_STR(file_text("c"), "A");
	EXPECT_EQ(unlink("c"), 0);
}

/* What is replaced while it is open stays for who has it open. */
static void over_an_open_file(void)
{
	char c;
	int fd;

	REQUIRE(file_make("x", "X") && file_make("y", "Y"));
	REQUIRE((fd = open("y", O_RDONLY)) >= 0);
	EXPECT_EQ(rename("x", "y"), 0);
	EXPECT_EQ(read(fd, &c, 1), 1);
	EXPECT_EQ(c, 'Y');
	close(fd);
	EXPECT_STR(file_text("y"), "X");
}

static void directories(void)
{
	struct stat st;

	REQUIRE_EQ(mkdir("d", 0777) | mkdir("e", 0777) | mkdir("d/in", 0777), 0);
	REQUIRE(file_make("d/in/f", "deep"));
	EXPECT_ERROR(rename("e", "d"), ENOTEMPTY);
	EXPECT_EQ(rename("d", "e"), 0);
	EXPECT_STR(file_text("e/in/f"), "deep");
	EXPECT_EQ(stat("e", &st), 0);
	EXPECT_EQ(st.st_nlink, 3);
	EXPECT_ERROR(rename("e", "e/in/e"), EINVAL);
	EXPECT_ERROR(rename("e/in", "e"), ENOTEMPTY);
	EXPECT_EQ(rename("e/in", "in"), 0);
	EXPECT_EQ(stat("e", &st), 0);
	EXPECT_EQ(st.st_nlink, 2);
	EXPECT_STR(file_text("in/../in/f"), "deep");
	EXPECT_EQ(rename("in/", "in2/"), 0);
	EXPECT_STR(file_text("in2/f"), "deep");
}

static void errors(void)
{
	EXPECT_ERROR(rename("none", "n"), ENOENT);
	EXPECT_ERROR(rename("", "n"), ENOENT);
	EXPECT_ERROR(rename("b", ""), ENOENT);
	EXPECT_ERROR(rename("b", "none/n"), ENOENT);
	EXPECT_ERROR(rename("b", "y/n"), ENOTDIR);
	EXPECT_ERROR(rename("b", "e"), EISDIR);
	EXPECT_ERROR(rename("e", "b"), ENOTDIR);
	EXPECT_ERROR(rename("b/", "n"), ENOTDIR);
	EXPECT_ERROR(rename("b", "n/"), ENOTDIR);
	EXPECT_ERROR(rename("e/.", "n"), EBUSY);
	EXPECT_ERROR(rename("e", "e/.."), EBUSY);
	EXPECT_ERROR(rename("/", "n"), EBUSY);
	EXPECT_ERROR(rename("/dev", "n"), EBUSY);
	EXPECT_ERROR(rename("b", "/dev/b"), EXDEV);
	EXPECT_ERROR(rename(BAD, "n"), EFAULT);
	EXPECT_ERROR(rename("b", BAD), EFAULT);
	EXPECT_ERROR(rename2("b", "n", 4), EINVAL);
	EXPECT_ERROR(rename2("b", "n", NOREPLACE | EXCHANGE), EINVAL);
}

static void no_replace(void)
{
	EXPECT_ERROR(rename2("b", "y", NOREPLACE), EEXIST);
	EXPECT_ERROR(rename2("b", "e", NOREPLACE), EEXIST);
	EXPECT_ERROR(rename2("none", "n", NOREPLACE), ENOENT);
	EXPECT_EQ(rename2("b", "n", NOREPLACE), 0);
	EXPECT_EQ(rename2("n", "b", NOREPLACE), 0);
}

static void exchange(void)
{
	struct stat st;

	EXPECT_STR(file_text("b"), "A");
	EXPECT_STR(file_text("y"), "X");
	EXPECT_EQ(rename2("b", "y", EXCHANGE), 0);
	EXPECT_STR(file_text("b"), "X");
	EXPECT_STR(file_text("y"), "A");
	EXPECT_ERROR(rename2("b", "none", EXCHANGE), ENOENT);
	/* A directory for a file, in another directory. */
	REQUIRE_EQ(mkdir("p", 0777) | mkdir("p/q", 0777), 0);
	EXPECT_EQ(rename2("p/q", "b", EXCHANGE), 0);
	EXPECT_STR(file_text("p/q"), "X");
	EXPECT_EQ(stat("b", &st), 0);
	EXPECT(S_ISDIR(st.st_mode));
	EXPECT_EQ(stat("p", &st), 0);
	EXPECT_EQ(st.st_nlink, 2);
	EXPECT_ERROR(rename2("p", "p/q", EXCHANGE), EINVAL);
	EXPECT_ERROR(rename2("p/q", "p", EXCHANGE), EINVAL);
	EXPECT_EQ(rmdir("b"), 0);
	EXPECT_EQ(unlink("p/q"), 0);
	EXPECT_EQ(rmdir("p"), 0);
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "files", files },
	{ "over an open file", over_an_open_file },
	{ "directories", directories },
	{ "errors", errors },
	{ "no replace", no_replace },
	{ "exchange", exchange },
};

GUEST_MAIN(cases)
