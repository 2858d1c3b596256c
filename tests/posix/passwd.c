/* tests/posix/passwd.c - users, groups and mounted file systems, from their files.
 *
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <grp.h>
#include <mntent.h>
#include <pwd.h>
#include <stdlib.h>

#include "file.h"

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	REQUIRE(fd >= 0);
	REQUIRE_EQ(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void server_up(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/etc", 0755), 0);
}

static void no_file(void)
{
	errno = 0;
	EXPECT(!getpwnam("root"));
	EXPECT_EQ(errno, 0);
	EXPECT(!getgrgid(0));
	EXPECT(!getpwent());
	EXPECT(!getgrent());
}

static void users(void)
{
	struct passwd *p, own, *result;
	char buf[64];

	put("/etc/passwd",
		"root::0:0::/root:/bin/sh\nbad\nworse:x:1\n:x:1:1:::\nodd:x:1x:1:::\n"
		"me:x:1000:100:My Name:/home/me:");
	p = getpwnam("root");
	REQUIRE(p);
	EXPECT(strcmp(p->pw_passwd, "") == 0 && p->pw_uid == 0 && p->pw_gid == 0);
	EXPECT(strcmp(p->pw_gecos, "") == 0);
	EXPECT(strcmp(p->pw_dir, "/root") == 0 && strcmp(p->pw_shell, "/bin/sh") == 0);
	p = getpwuid(1000);
	REQUIRE(p);
	EXPECT(strcmp(p->pw_name, "me") == 0 && p->pw_gid == 100);
	EXPECT(strcmp(p->pw_shell, "") == 0 && strcmp(p->pw_gecos, "My Name") == 0);
	EXPECT(!getpwuid(1));
	EXPECT_EQ(getpwnam_r("me", &own, buf, sizeof(buf), &result), 0);
	EXPECT(result == &own && strcmp(own.pw_dir, "/home/me") == 0);
	EXPECT_EQ(getpwnam_r("me", &own, buf, 20, &result), ERANGE);
	EXPECT_EQ(getpwnam_r("nobody", &own, buf, sizeof(buf), &result), 0);
	EXPECT(!result);
	setpwent();
	EXPECT((p = getpwent()) && strcmp(p->pw_name, "root") == 0);
	EXPECT((p = getpwent()) && strcmp(p->pw_name, "me") == 0);
	EXPECT(!getpwent());
	endpwent();
}

static void groups(void)
{
	struct group *g, own, *result;
	gid_t list[4];
	int n = 4;
	char buf[200];

	put("/etc/group", "root:x:0:\nbad\nusers:x:100:me,you\nwheel::10:me\n");
	g = getgrnam("users");
	REQUIRE(g);
	EXPECT(g->gr_gid == 100 && strcmp(g->gr_mem[0], "me") == 0);
	EXPECT(strcmp(g->gr_mem[1], "you") == 0 && !g->gr_mem[2]);
	g = getgrgid(10);
	EXPECT(g && strcmp(g->gr_name, "wheel") == 0 && !g->gr_mem[1]);
	EXPECT(!getgrgid(11));
	EXPECT_EQ(getgrnam_r("users", &own, buf, sizeof(buf), &result), 0);
	EXPECT(result == &own && own.gr_gid == 100);
	EXPECT_EQ(getgrnam_r("users", &own, buf, 16, &result), ERANGE);
	EXPECT_EQ(getgrouplist("me", 5, list, &n), 3);
	EXPECT(list[0] == 5 && list[1] == 100 && list[2] == 10);
	n = 1;
	EXPECT_EQ(getgrouplist("me", 5, list, &n), -1);
	EXPECT_EQ(n, 3);
}

static void mounts(void)
{
	struct mntent *m, add = { "a b", "/m\t", "tmpfs", "ro,size=3", 1, 2 };
	FILE *f;

	put("/etc/fstab", "# all\n\nproc /proc proc rw,noauto 0 0\n/dev/sda1 / ext2");
	f = setmntent("/etc/fstab", "a+");
	REQUIRE(f);
	EXPECT_EQ(fputs("\n", f) < 0, 0);
	EXPECT_EQ(addmntent(f, &add), 0);
	endmntent(f);
	f = setmntent("/etc/fstab", "r");
	REQUIRE(f);
	m = getmntent(f);
	EXPECT(m && strcmp(m->mnt_dir, "/proc") == 0 && hasmntopt(m, "noauto"));
	EXPECT(m && !hasmntopt(m, "auto") && !hasmntopt(m, "r"));
	m = getmntent(f);
	EXPECT(m && strcmp(m->mnt_type, "ext2") == 0 && strcmp(m->mnt_opts, "") == 0);
	m = getmntent(f);
	EXPECT(m && strcmp(m->mnt_fsname, "a b") == 0 && strcmp(m->mnt_dir, "/m\t") == 0);
	EXPECT(m && hasmntopt(m, "size") && m->mnt_freq == 1 && m->mnt_passno == 2);
	EXPECT(!getmntent(f));
	endmntent(f);
}

static void paths(void)
{
	char out[PATH_MAX];

	REQUIRE_EQ(mkdir("/a", 0755), 0);
	REQUIRE_EQ(mkdir("/a/b", 0755), 0);
	REQUIRE_EQ(symlink("../a/b", "/a/l"), 0);
	REQUIRE_EQ(symlink("/a/loop", "/a/loop"), 0);
	put("/a/b/f", "x");
	EXPECT(realpath("/a/./l//../b/f", out) && strcmp(out, "/a/b/f") == 0);
	REQUIRE_EQ(chdir("/a/b"), 0);
	EXPECT(realpath("..", out) && strcmp(out, "/a") == 0);
	EXPECT(realpath("../../..", out) && strcmp(out, "/") == 0);
	EXPECT(!realpath("/a/loop", out) && errno == ELOOP);
	EXPECT(!realpath("/a/none", out) && errno == ENOENT);
	EXPECT(!realpath("/a/b/f/x", out) && errno == ENOTDIR);
	EXPECT(!realpath("", out) && errno == ENOENT);
	EXPECT(!realpath(NULL, out) && errno == EINVAL);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "no_file", no_file },
	{ "users", users },
	{ "groups", groups },
	{ "mounts", mounts },
	{ "paths", paths },
};

GUEST_MAIN(cases)
