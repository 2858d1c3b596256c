/* tests/port/calls.c - the C library's wrappers of the calls that are there.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "../guest/guest.h"

static void identity(void)
{
	EXPECT(getpid() > 0);
	EXPECT_EQ(gettid(), getpid());
	EXPECT(getppid() >= 0);
	EXPECT_EQ(sched_yield(), 0);
}

static void names(void)
{
	struct utsname u;
	char name[65], small[2];

	REQUIRE_EQ(uname(&u), 0);
	EXPECT(strlen(u.sysname) > 0 && strlen(u.sysname) < sizeof(u.sysname));
	EXPECT(strlen(u.release) > 0);
	EXPECT_STR(u.machine, "x86_64");
	EXPECT_EQ(gethostname(name, sizeof(name)), 0);
	EXPECT_STR(name, u.nodename);
	if (strlen(name) >= 2) {
		errno = 0;
		EXPECT_EQ(gethostname(small, sizeof(small)), -1);
		EXPECT_EQ(errno, ENAMETOOLONG);
		EXPECT_EQ(small[0], name[0]);
	}
	errno = 0;
	EXPECT_EQ(uname((struct utsname *)8), -1);
	EXPECT_EQ(errno, EFAULT);
}

static void children(void)
{
	int status;

	errno = 0;
	EXPECT_EQ(wait(&status), -1);
	EXPECT_EQ(errno, ECHILD);
	errno = 0;
	EXPECT_EQ(waitpid(-1, &status, WNOHANG), -1);
	EXPECT_EQ(errno, ECHILD);
}

static void descriptors(void)
{
	struct stat st;

	errno = 0;
	EXPECT_EQ(fstat(99, &st), -1);
	EXPECT_EQ(errno, EBADF);
	errno = 0;
	EXPECT_EQ(isatty(99), 0);
	EXPECT_EQ(errno, EBADF);
	EXPECT_EQ(fstat(1, &st), 0);
	if (!S_ISCHR(st.st_mode))
		SKIP("standard output is no terminal");
	EXPECT_EQ(write(1, "", 0), 0);
}

static void terminal(void)
{
	struct termios t;
	struct winsize size;

	if (!isatty(1))
		SKIP("standard output is no terminal");
	memset(&t, 0xff, sizeof(t));
	REQUIRE_EQ(tcgetattr(1, &t), 0);
	EXPECT_EQ(t.c_cc[31], 0);
	EXPECT_EQ(t.c_cflag & CSIZE, CS8);
	EXPECT_EQ(ioctl(1, TIOCGWINSZ, &size), 0);
	errno = 0;
	EXPECT_EQ(ioctl(1, 0xdead, &size), -1);
	EXPECT(errno == ENOTTY || errno == EINVAL);
}

static void limits(void)
{
	EXPECT_EQ(sysconf(_SC_CLK_TCK), 100);
	EXPECT_EQ(sysconf(_SC_ARG_MAX), 2097152);
	EXPECT_EQ(sysconf(_SC_VERSION), 200809);
	errno = 0;
	EXPECT_EQ(sysconf(_SC_TRACE), -1);
	EXPECT_EQ(errno, 0);
	EXPECT_EQ(sysconf(9999), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(fpathconf(1, _PC_NAME_MAX), 255);
}

static const struct guest_case cases[] = {
	{ "identity", identity },
	{ "names", names },
	{ "children", children },
	{ "descriptors", descriptors },
	{ "terminal", terminal },
	{ "limits", limits },
};

GUEST_MAIN(cases)
