/* tests/port/gnu.c - what programs for GNU's library use and POSIX does not have.
 *
 * guest-server: memory
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <argz.h>
#include <envz.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libintl.h>
#include <limits.h>
#include <pwd.h>
#include <shadow.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utmp.h>

#include "../guest/guest.h"

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	REQUIRE(f != NULL);
	EXPECT(fputs(text, f) >= 0);
	EXPECT_EQ(fclose(f), 0);
}

static void statx_call(void)
{
	struct stat st;
	struct statx x;

	write_file("/tmp/gnu", "hello");
	REQUIRE_EQ(stat("/tmp/gnu", &st), 0);
	memset(&x, 0xff, sizeof(x));
	REQUIRE_EQ(statx(AT_FDCWD, "/tmp/gnu", 0, STATX_BASIC_STATS, &x), 0);
	EXPECT_EQ(x.stx_mask & STATX_BASIC_STATS, STATX_BASIC_STATS);
	EXPECT(x.stx_size == 5 && x.stx_ino == st.st_ino && x.stx_mode == st.st_mode);
	EXPECT(x.stx_mtime.tv_sec == st.st_mtime &&
		(long)x.stx_mtime.tv_nsec == st.st_mtim.tv_nsec);
	EXPECT(makedev(x.stx_dev_major, x.stx_dev_minor) == st.st_dev);
	errno = 0;
	EXPECT_EQ(statx(AT_FDCWD, "/tmp/none", 0, STATX_ALL, &x), -1);
	EXPECT_EQ(errno, ENOENT);
	EXPECT_EQ(statx(-1, "", AT_EMPTY_PATH, STATX_ALL, &x), -1);
	EXPECT_EQ(errno, EBADF);
	EXPECT_EQ(statx(AT_FDCWD, "/tmp/gnu", 0, STATX__RESERVED, &x), -1);
	EXPECT_EQ(errno, EINVAL);
}

static void vectors(void)
{
	char a[2], b[3];
	struct iovec iov[2] = { { a, 2 }, { b, 3 } };
	int fd = open("/tmp/gnu", O_RDWR), pipes[2];
	off_t at = 1;

	REQUIRE(fd >= 0 && pipe(pipes) == 0);
	EXPECT_EQ(preadv2(fd, iov, 2, 0, 0), 5);
	EXPECT(memcmp(a, "he", 2) == 0 && memcmp(b, "llo", 3) == 0);
	EXPECT_EQ(pwritev2(fd, iov, 2, 5, RWF_SYNC), 5);
	EXPECT_EQ(preadv2(fd, iov, 2, 0, 1 << 30), -1);
	EXPECT_EQ(errno, EOPNOTSUPP);
	EXPECT_EQ(splice(fd, &at, pipes[1], NULL, 4, 0), 4);
	EXPECT_EQ(at, 5);
	EXPECT_EQ(read(pipes[0], a, 2), 2);
	EXPECT(memcmp(a, "el", 2) == 0);
	EXPECT_EQ(sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE), 0);
	EXPECT_EQ(readahead(-1, 0, 1), -1);
	EXPECT_EQ(errno, EBADF);
	EXPECT_EQ(getxattr("/tmp/none", "user.a", a, 2), -1);
	EXPECT_EQ(errno, ENOENT);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
}

/* A line longer than any buffer the library could begin with, and lines that are none. */
static void user_files(void)
{
	static char big[20000], room[32768];
	struct passwd pw, *p;
	struct group gr, *g;
	char buf[64];
	FILE *f;
	int n = 0;

	REQUIRE(mkdir("/etc", 0755) == 0 || errno == EEXIST);
	f = fopen("/etc/passwd", "w");
	REQUIRE(f != NULL);
	fputs("root:x:0:0:root:/root:/bin/sh\nbroken\n:x:1:1:::\nneg:x:-1:0:::\n", f);
	memset(big, 'g', sizeof(big) - 1);
	pw = (struct passwd){
		.pw_name = "long", .pw_uid = 7, .pw_gid = 8, .pw_gecos = big
	};
	EXPECT_EQ(putpwent(&pw, f), 0);
	pw.pw_dir = "a:b";
	errno = 0;
	EXPECT_EQ(putpwent(&pw, f), -1);
	EXPECT_EQ(errno, EINVAL);
	fputs("last:x:4294967294:9:::/bin/sh", f);
	EXPECT_EQ(fclose(f), 0);

	p = getpwnam("long");
	REQUIRE(p != NULL);
	EXPECT(p->pw_uid == 7 && strcmp(p->pw_gecos, big) == 0);
	p = getpwuid(4294967294u);
	EXPECT(p != NULL && strcmp(p->pw_name, "last") == 0);
	EXPECT_EQ(getpwnam_r("long", &pw, buf, sizeof(buf), &p), ERANGE);
	EXPECT(p == NULL);
	EXPECT_EQ(getpwnam_r("root", &pw, buf, sizeof(buf), &p), 0);
	EXPECT(p == &pw && strcmp(pw.pw_shell, "/bin/sh") == 0);
	EXPECT_EQ(getpwnam_r("none", &pw, room, sizeof(room), &p), 0);
	EXPECT(p == NULL);
	for (setpwent(); getpwent() != NULL; n++)
		;
	EXPECT_EQ(n, 3);
	endpwent();

	/* A buffer that is too small leaves the file before that entry. */
	f = fopen("/etc/passwd", "r");
	REQUIRE(f != NULL);
	EXPECT_EQ(fgetpwent_r(f, &pw, buf, sizeof(buf), &p), 0);
	EXPECT_EQ(fgetpwent_r(f, &pw, buf, sizeof(buf), &p), ERANGE);
	p = fgetpwent(f);
	EXPECT(p != NULL && strcmp(p->pw_name, "long") == 0);
	EXPECT_EQ(fgetpwent_r(f, &pw, buf, sizeof(buf), &p), 0);
	EXPECT_EQ(fgetpwent_r(f, &pw, buf, sizeof(buf), &p), ENOENT);
	fclose(f);

	f = fopen("/etc/group", "w");
	REQUIRE(f != NULL);
	fputs("root:x:0:\nmany:x:5:", f);
	for (int i = 0; i < 1000; i++)
		fprintf(f, "u%d,", i);
	fputs("\n", f);
	gr = (struct group){ "two", NULL, 6, (char *[]){ "u7", "a", NULL } };
	EXPECT_EQ(putgrent(&gr, f), 0);
	EXPECT_EQ(fclose(f), 0);
	g = getgrnam("many");
	REQUIRE(g != NULL);
	EXPECT_STR(g->gr_mem[999], "u999");
	EXPECT(g->gr_mem[1000] == NULL);
	EXPECT_EQ(getgrgid_r(5, &gr, room, 4000, &g), ERANGE);
	EXPECT_EQ(getgrgid_r(5, &gr, room, sizeof(room), &g), 0);
	EXPECT(g == &gr && strcmp(g->gr_mem[0], "u0") == 0);
	n = 1;
	{
		gid_t groups[4];

		/* getgrent's place in the file is its own. */
		EXPECT(getgrent() != NULL);
		EXPECT_EQ(getgrouplist("u7", 100, groups, &n), -1);
		EXPECT_EQ(n, 3);
		n = 4;
		EXPECT_EQ(getgrouplist("u7", 100, groups, &n), 3);
		EXPECT(groups[0] == 100 && groups[1] == 5 && groups[2] == 6);
		g = getgrent();
		EXPECT(g != NULL && g->gr_gid == 5);
		endgrent();
	}
}

static void shadow(void)
{
	struct spwd sp, *p;
	char buf[64];
	FILE *f;
	pid_t child;
	int status;

	f = fopen(SHADOW, "w");
	REQUIRE(f != NULL);
	fputs("root:*:19000:0:99999:7:::\nshort:!\nbad:x:y::::::\n", f);
	sp = (struct spwd){ "written", "h", 1, -1, 2, -1, -1, 3, ULONG_MAX };
	EXPECT_EQ(putspent(&sp, f), 0);
	EXPECT_EQ(fclose(f), 0);
	p = getspnam("root");
	REQUIRE(p != NULL);
	EXPECT_STR(p->sp_pwdp, "*");
	EXPECT(p->sp_lstchg == 19000 && p->sp_max == 99999 && p->sp_warn == 7 &&
		p->sp_inact == -1 && p->sp_flag == ULONG_MAX);
	p = getspnam("short");
	EXPECT(p != NULL && p->sp_lstchg == -1 && p->sp_flag == ULONG_MAX);
	EXPECT(getspnam("bad") == NULL);
	EXPECT_EQ(getspnam_r("written", &sp, buf, sizeof(buf), &p), 0);
	EXPECT(p == &sp && sp.sp_lstchg == 1 && sp.sp_min == -1 && sp.sp_expire == 3);
	EXPECT_EQ(getspnam_r("written", &sp, buf, 4, &p), ERANGE);
	p = sgetspent("a:b:1\n");
	EXPECT(p != NULL && p->sp_lstchg == 1);
	EXPECT(sgetspent("a") == NULL);

	EXPECT_EQ(ulckpwdf(), -1);
	EXPECT_EQ(lckpwdf(), 0);
	EXPECT_EQ(lckpwdf(), -1);
	child = fork();
	if (child == 0) {
		struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
		int fd = open("/etc/.pwd.lock", O_WRONLY);

		_exit(fcntl(fd, F_GETLK, &l) == 0 && l.l_type == F_WRLCK &&
					l.l_pid == getppid()
				? 0
				: 1);
	}
	EXPECT(waitpid(child, &status, 0) == child && status == 0);
	EXPECT_EQ(ulckpwdf(), 0);
}

static void random_numbers(void)
{
	static char memory[128], other[64];
	struct random_data d = { 0 }, e = { 0 };
	struct drand48_data x = { 0 };
	int32_t a, b;
	long l;
	double r;

	EXPECT_EQ(random_r(&d, &a), -1);
	EXPECT_EQ(errno, EINVAL);
	REQUIRE_EQ(initstate_r(1, memory, sizeof(memory), &d), 0);
	srandom(1);
	for (int i = 0; i < 1000; i++) {
		REQUIRE_EQ(random_r(&d, &a), 0);
		REQUIRE_EQ(random(), a);
	}
	/* The first of seed 1 in the C library of Linux, too. */
	EXPECT_EQ(srandom_r(1, &d), 0);
	EXPECT_EQ(random_r(&d, &a), 0);
	EXPECT_EQ(a, 1804289383);
	/* A state that was put aside goes on. */
	EXPECT_EQ(initstate_r(7, other, sizeof(other), &d), 0);
	EXPECT_EQ(setstate_r(memory, &e), 0);
	EXPECT_EQ(random_r(&e, &b), 0);
	EXPECT_EQ(b, 846930886);
	EXPECT_EQ(initstate_r(7, other, 7, &d), -1);
	memset(memory, 0xff, sizeof(memory));
	EXPECT_EQ(setstate_r(memory, &d), -1);

	srand48(42);
	EXPECT_EQ(srand48_r(42, &x), 0);
	for (int i = 0; i < 100; i++) {
		REQUIRE_EQ(lrand48_r(&x, &l), 0);
		REQUIRE_EQ(l, lrand48());
		REQUIRE_EQ(mrand48_r(&x, &l), 0);
		REQUIRE_EQ(l, mrand48());
		REQUIRE_EQ(drand48_r(&x, &r), 0);
		REQUIRE(r == drand48());
	}
}

static void messages(void)
{
	char *first;

	EXPECT_STR(textdomain(NULL), "messages");
	EXPECT_STR(textdomain("prog"), "prog");
	EXPECT_STR(textdomain(NULL), "prog");
	EXPECT_STR(textdomain(""), "messages");
	EXPECT_STR(bindtextdomain("prog", NULL), "/usr/share/locale");
	first = bindtextdomain("prog", "/opt");
	EXPECT_STR(first, "/opt");
	EXPECT_STR(bindtextdomain("prog", NULL), "/opt");
	EXPECT_STR(bindtextdomain("prog", "/usr"), "/usr");
	EXPECT_STR(first, "/opt");
	EXPECT(bindtextdomain("", "/") == NULL && bindtextdomain(NULL, "/") == NULL);
	EXPECT(bind_textdomain_codeset("prog", NULL) == NULL);
	EXPECT_STR(bind_textdomain_codeset("prog", "UTF-8"), "UTF-8");
	EXPECT_STR(gettext("text"), "text");
	EXPECT_STR(dcgettext("prog", "text", 5), "text");
	EXPECT_STR(ngettext("one", "many", 1), "one");
	EXPECT_STR(ngettext("one", "many", 0), "many");
	EXPECT_STR(dngettext("prog", "one", "many", 2), "many");
}

static void names(void)
{
	EXPECT_STR(strerrorname_np(ENOENT), "ENOENT");
	EXPECT_STR(strerrorname_np(EAGAIN), "EAGAIN");
	EXPECT_STR(strerrorname_np(0), "0");
	EXPECT(strerrorname_np(-1) == NULL && strerrorname_np(41) == NULL &&
		strerrorname_np(4096) == NULL);
	EXPECT_STR(strerrordesc_np(EPERM), "Operation not permitted");
	EXPECT(strerrordesc_np(-1) == NULL && strerrordesc_np(4096) == NULL);
	EXPECT_STR(sigabbrev_np(SIGINT), "INT");
	EXPECT_STR(sigabbrev_np(SIGIO), "POLL");
	EXPECT(sigabbrev_np(0) == NULL && sigabbrev_np(SIGRTMIN) == NULL);
	EXPECT_STR(sigdescr_np(SIGKILL), "Killed");
	EXPECT(sigdescr_np(-1) == NULL && sigdescr_np(SIGRTMAX) == NULL);
}

/* The older names work on the same file as POSIX's. */
static void logins(void)
{
	struct utmp u = { .ut_type = USER_PROCESS,
		.ut_id = "1",
		.ut_line = "tty1",
		.ut_user = "root" },
		    *p;

	write_file("/tmp/utmp", "");
	EXPECT_EQ(utmpname("/tmp/utmp"), 0);
	setutent();
	EXPECT(pututline(&u) != NULL);
	setutent();
	p = getutent();
	EXPECT(p != NULL && strcmp(p->ut_user, "root") == 0);
	EXPECT(getutent() == NULL);
	EXPECT_EQ(logout("tty9"), 0);
	EXPECT_EQ(logout("tty1"), 1);
	setutent();
	p = getutent();
	EXPECT(p != NULL && p->ut_type == DEAD_PROCESS && p->ut_user[0] == '\0');
	endutent();
}

static void shells(void)
{
	EXPECT_STR(getusershell(), "/bin/sh");
	endusershell();
	write_file("/etc/shells", "# those\n/bin/a # x\n\nnone\n/bin/b");
	EXPECT_STR(getusershell(), "/bin/a");
	EXPECT_STR(getusershell(), "/bin/b");
	EXPECT(getusershell() == NULL);
	setusershell();
	EXPECT_STR(getusershell(), "/bin/a");
	endusershell();
}

static void vectors_of_strings(void)
{
	char *v = NULL, *e = NULL;
	unsigned count = 5;
	size_t n = 0;
	int entries = 0;

	EXPECT_EQ(argz_create_sep(":a:bb::c", ':', &v, &n), 0);
	EXPECT(n == 7 && memcmp(v, "a\0bb\0c", 7) == 0);
	EXPECT_EQ(argz_add_sep(&v, &n, "d,", ','), 0);
	EXPECT_EQ(argz_count(v, n), 4);
	EXPECT_EQ(argz_replace(&v, &n, "b", "long", NULL), 0);
	EXPECT_EQ(argz_replace(&v, &n, "c", "", &count), 0);
	EXPECT_EQ(count, 6);
	EXPECT(n == 14 && memcmp(v, "a\0longlong\0\0d", 14) == 0);
	while ((e = argz_next(v, n, e)) != NULL)
		entries++;
	EXPECT_EQ(entries, 4);
	free(v);
	v = NULL;
	n = 0;
	EXPECT_EQ(argz_create_sep("::", ':', &v, &n), 0);
	EXPECT(v == NULL && n == 0);
	EXPECT_EQ(envz_add(&v, &n, "A", "1"), 0);
	EXPECT_EQ(envz_add(&v, &n, "B", NULL), 0);
	EXPECT_EQ(envz_add(&v, &n, "C", NULL), 0);
	envz_strip(&v, &n);
	EXPECT(n == 4 && strcmp(v, "A=1") == 0);
	envz_remove(&v, &n, "A");
	EXPECT_EQ(n, 0);
	free(v);
}

static const struct guest_case cases[] = {
	{ "argz, envz", vectors_of_strings },
	{ "statx", statx_call },
	{ "preadv2, splice and their like", vectors },
	{ "/etc/passwd and /etc/group", user_files },
	{ "/etc/shadow", shadow },
	{ "random_r, drand48_r", random_numbers },
	{ "libintl", messages },
	{ "names of errors and signals", names },
	{ "utmp", logins },
	{ "getusershell", shells },
};

GUEST_MAIN(cases)
