/* tests/posix/creds.c - user and group IDs, capabilities, limits.
 *
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <grp.h>
#include <sys/resource.h>

static bool users_are(uid_t real, uid_t effective, uid_t saved)
{
	uid_t r, e, s;

	return getresuid(&r, &e, &s) == 0 && r == real && e == effective && s == saved &&
		getuid() == real && geteuid() == effective;
}

static bool groups_are(gid_t real, gid_t effective, gid_t saved)
{
	gid_t r, e, s;

	return getresgid(&r, &e, &s) == 0 && r == real && e == effective && s == saved &&
		getgid() == real && getegid() == effective;
}

static bool refused(int result, int number)
{
	return result == -1 && errno == number;
}

static void drop_all(void)
{
	CHILD_EXPECT(users_are(0, 0, 0));
	CHILD_EXPECT(setgid(50) == 0);
	CHILD_EXPECT(groups_are(50, 50, 50));
	CHILD_EXPECT(setuid(100) == 0);
	CHILD_EXPECT(users_are(100, 100, 100));
	CHILD_EXPECT(refused(setuid(0), EPERM));
	CHILD_EXPECT(refused(setuid(101), EPERM));
	CHILD_EXPECT(refused(setuid((uid_t)-1), EINVAL));
	CHILD_EXPECT(refused(setgid(0), EPERM));
	CHILD_EXPECT(refused((int)syscall(SYS_setgroups, 0L, 0L), EPERM));
	CHILD_EXPECT(setuid(100) == 0);
}

static void for_a_while(void)
{
	CHILD_EXPECT(seteuid(100) == 0);
	CHILD_EXPECT(users_are(0, 100, 0));
	CHILD_EXPECT(refused(setgid(5), EPERM));
	CHILD_EXPECT(seteuid(0) == 0);
	CHILD_EXPECT(setresuid(1, 2, 3) == 0);
	CHILD_EXPECT(users_are(1, 2, 3));
	CHILD_EXPECT(setresuid((uid_t)-1, 3, (uid_t)-1) == 0);
	CHILD_EXPECT(users_are(1, 3, 3));
	CHILD_EXPECT(setreuid(3, 1) == 0);
	CHILD_EXPECT(users_are(3, 1, 1));
	CHILD_EXPECT(refused(setresuid(9, (uid_t)-1, (uid_t)-1), EPERM));
}

static void group_ids(void)
{
	CHILD_EXPECT(setresgid(1, 2, 3) == 0);
	CHILD_EXPECT(groups_are(1, 2, 3));
	CHILD_EXPECT(setregid(7, 8) == 0);
	CHILD_EXPECT(groups_are(7, 8, 8));
	CHILD_EXPECT(setegid(7) == 0);
	CHILD_EXPECT(groups_are(7, 7, 8));
}

static void in_child_inherits(void)
{
	CHILD_EXPECT(users_are(100, 100, 100));
	CHILD_EXPECT(groups_are(50, 50, 50));
}

static void inherit(void)
{
	CHILD_EXPECT(setgid(50) == 0 && setuid(100) == 0);
	CHILD_EXPECT(in_child(in_child_inherits) == 0);
}

static void supplementary(void)
{
	gid_t set[3] = { 30, 10, 20 }, got[8] = { 0 };

	CHILD_EXPECT(getgroups(0, NULL) == 0);
	CHILD_EXPECT(setgroups(3, set) == 0);
	CHILD_EXPECT(getgroups(0, NULL) == 3);
	CHILD_EXPECT(refused(getgroups(2, got), EINVAL));
	CHILD_EXPECT(refused((int)syscall(SYS_getgroups, -1L, got), EINVAL));
	CHILD_EXPECT(refused((int)syscall(SYS_getgroups, 8L, 8L), EFAULT));
	CHILD_EXPECT(getgroups(8, got) == 3);
	CHILD_EXPECT(got[0] == 10 && got[1] == 20 && got[2] == 30);
	CHILD_EXPECT(refused((int)syscall(SYS_setgroups, 2L, 8L), EFAULT));
	CHILD_EXPECT(refused((int)syscall(SYS_setgroups, 65537L, set), EINVAL));
	CHILD_EXPECT(getgroups(8, got) == 3);
	CHILD_EXPECT(syscall(SYS_setgroups, 0L, 0L) == 0);
	CHILD_EXPECT(getgroups(8, got) == 0);
}

static void files_ids(void)
{
	CHILD_EXPECT(syscall(SYS_setfsuid, 5L) == 0);
	CHILD_EXPECT(syscall(SYS_setfsuid, -1L) == 5);
	CHILD_EXPECT(setuid(100) == 0);
	CHILD_EXPECT(syscall(SYS_setfsuid, 7L) == 100);
	CHILD_EXPECT(syscall(SYS_setfsuid, 7L) == 100);
}

static void capabilities(void)
{
	struct {
		uint32_t version;
		int pid;
	} h = { 0x20080522, 0 };
	struct {
		uint32_t usable, permitted, inheritable;
	} d[2];

	CHILD_EXPECT(syscall(SYS_capget, &h, d) == 0);
	CHILD_EXPECT(d[0].usable == 0xffffffff && d[1].permitted == 0x1ff);
	d[0].usable = d[0].permitted = 1 << 5; /* CAP_KILL */
	d[1].usable = d[1].permitted = 0;
	CHILD_EXPECT(syscall(SYS_capset, &h, d) == 0);
	CHILD_EXPECT(refused((int)syscall(SYS_setgroups, 0L, 0L), EPERM));
	CHILD_EXPECT(kill(1, 0) == 0);
	d[0].permitted = 1 << 6;
	CHILD_EXPECT(refused((int)syscall(SYS_capset, &h, d), EPERM));
	h.version = 5;
	CHILD_EXPECT(refused((int)syscall(SYS_capget, &h, d), EINVAL));
	CHILD_EXPECT(h.version == 0x20080522);
	h.pid = 31999;
	CHILD_EXPECT(refused((int)syscall(SYS_capget, &h, d), ESRCH));
	CHILD_EXPECT(refused((int)syscall(SYS_capget, 8L, d), EFAULT));
}

static void no_rights(void)
{
	CHILD_EXPECT(setuid(100) == 0);
	CHILD_EXPECT(refused(kill(1, SIGTERM), EPERM));
	CHILD_EXPECT(refused(kill(1, 0), EPERM));
	CHILD_EXPECT(refused((int)syscall(SYS_sethostname, "x", 1L), EPERM));
	CHILD_EXPECT(
		refused((int)syscall(SYS_reboot, 0xfee1deadL, 672274793L, 0L), EPERM));
	CHILD_EXPECT(refused(setpriority(PRIO_PROCESS, 1, 5), EPERM));
	CHILD_EXPECT(setpriority(PRIO_PROCESS, 0, 5) == 0);
	CHILD_EXPECT(refused(setpriority(PRIO_PROCESS, 0, 0), EACCES));
	CHILD_EXPECT(getpriority(PRIO_PROCESS, 0) == 5);
}

static void limits(void)
{
	struct rlimit l, m;

	CHILD_EXPECT(getrlimit(RLIMIT_NOFILE, &l) == 0);
	CHILD_EXPECT(l.rlim_cur == 1024);
	CHILD_EXPECT(refused(getrlimit(16, &l), EINVAL));
	CHILD_EXPECT(refused(getrlimit(RLIMIT_CPU, (struct rlimit *)8), EFAULT));
	l = (struct rlimit){ 20, 10 };
	CHILD_EXPECT(refused(setrlimit(RLIMIT_NOFILE, &l), EINVAL));
	l = (struct rlimit){ 100, 200 };
	CHILD_EXPECT(setrlimit(RLIMIT_NOFILE, &l) == 0);
	CHILD_EXPECT(prlimit(0, RLIMIT_NOFILE, NULL, &m) == 0);
	CHILD_EXPECT(m.rlim_cur == 100 && m.rlim_max == 200);
	l.rlim_max = 300;
	CHILD_EXPECT(setrlimit(RLIMIT_NOFILE, &l) == 0);
	CHILD_EXPECT(prlimit(1, RLIMIT_NOFILE, NULL, &m) == 0 && m.rlim_cur == 1024);
	CHILD_EXPECT(setuid(100) == 0);
	l.rlim_max = 400;
	CHILD_EXPECT(refused(setrlimit(RLIMIT_NOFILE, &l), EPERM));
	l = (struct rlimit){ 50, 60 };
	CHILD_EXPECT(setrlimit(RLIMIT_NOFILE, &l) == 0);
	CHILD_EXPECT(refused(prlimit(1, RLIMIT_NOFILE, NULL, &m), EPERM));
	CHILD_EXPECT(refused(prlimit(31999, RLIMIT_NOFILE, NULL, &m), ESRCH));
}

/* A fork bomb of somebody's ends in EAGAIN for him, and root can still fork. */
static void bomb(void)
{
	struct rlimit l = { 20, 20 };
	int made = 0;
	pid_t pid;

	CHILD_EXPECT(setrlimit(RLIMIT_NPROC, &l) == 0);
	CHILD_EXPECT(setuid(100) == 0);
	while (made < 100) {
		pid = fork();
		if (pid == 0)
			for (;;)
				sleep_ms(100000);
		if (pid < 0)
			break;
		made++;
	}
	CHILD_EXPECT(errno == EAGAIN);
	CHILD_EXPECT(made == 19);
	for (;;)
		sleep_ms(100000);
}

static void fork_bomb(void)
{
	long before = 0;

	/* The first round makes the tables as large as they will be. */
	for (int round = 0; round < 2; round++) {
		pid_t pid = fork();
		int n = 0;

		if (pid == 0)
			bomb();
		sleep_ms(300);
		EXPECT_EQ(in_child(inherit), 0);
		EXPECT_EQ(kill(-1, SIGKILL), 0);
		while (waitpid(-1, NULL, 0) > 0)
			n++;
		EXPECT_EQ(n, 20);
		if (round)
			EXPECT_EQ(free_pages(), before);
		before = free_pages();
	}
}

/* One that nobody has set a limit for: the system's own holds. */
static void wild(void)
{
	struct rlimit l;

	CHILD_EXPECT(getrlimit(RLIMIT_NPROC, &l) == 0);
	CHILD_EXPECT(setuid(100) == 0);
	for (;;) {
		pid_t pid = fork();

		if (pid < 0 && errno != EAGAIN)
			_exit(99);
		if (pid < 0)
			sleep_ms(1);
	}
}

static void nothing(void)
{
	CHILD_EXPECT(getuid() == 0);
}

static void wild_bomb(void)
{
	pid_t pid = fork();
	int odd = 0, status;

	if (pid == 0)
		wild();
	sleep_ms(1500);
	for (int i = 0; i < 20; i++)
		EXPECT_EQ(in_child(nothing), 0);
	while (kill(-1, SIGKILL) == 0)
		while (waitpid(-1, &status, WNOHANG) > 0)
			odd += WIFEXITED(status);
	while (waitpid(-1, &status, 0) > 0)
		odd += WIFEXITED(status);
	EXPECT_EQ(odd, 0);
}

#define CHILD(name)                           \
	static void name##_case(void)         \
	{                                     \
		EXPECT_EQ(in_child(name), 0); \
	}
CHILD(drop_all)
CHILD(for_a_while)
CHILD(group_ids)
CHILD(inherit)
CHILD(supplementary)
CHILD(files_ids)
CHILD(capabilities)
CHILD(no_rights)
CHILD(limits)

static const struct guest_case cases[] = {
	{ "drop_all", drop_all_case },
	{ "for_a_while", for_a_while_case },
	{ "group_ids", group_ids_case },
	{ "inherit", inherit_case },
	{ "supplementary", supplementary_case },
	{ "files_ids", files_ids_case },
	{ "capabilities", capabilities_case },
	{ "no_rights", no_rights_case },
	{ "limits", limits_case },
	{ "fork_bomb", fork_bomb },
	{ "wild_bomb", wild_bomb },
};
GUEST_MAIN(cases)
