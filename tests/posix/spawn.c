/* tests/posix/spawn.c - exec and posix_spawn of programs in the file system.
 *
 * The programs are this one, which does what its first argument says.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-root: dir 0755 /bin
 * guest-root: prog 0755 /bin/self tests/posix/spawn.guest
 * guest-root: prog 4755 /bin/setuid tests/posix/spawn.guest
 * guest-root: file 0755 /bin/motd distro/root/etc/motd
 * guest-root: dir 1777 /tmp
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/stat.h>

extern char **environ;

/* --- what the programs do ----------------------------------------------------------- */

static int program(int argc, char **argv)
{
	char name[16], byte;
	sigset_t set;

	switch (argv[1][1]) {
	case 'n': /* how many arguments */
		return argc;
	case 'u': /* effective user */
		return (int)geteuid();
	case 'g': /* does it lead its group? */
		return getpgrp() == getpid();
	case 'm': /* is SIGUSR1 blocked, and SIGUSR2 not ignored? */
		sigprocmask(SIG_BLOCK, NULL, &set);
		return sigismember(&set, SIGUSR1) +
			2 * (signal(SIGUSR2, SIG_DFL) == SIG_DFL);
	case 'e': /* the first letter of the environment's X */
		return getenv("X") ? getenv("X")[0] : 0;
	case 'c': /* is this descriptor open? */
		return fcntl(atoi(argv[2]), F_GETFD) >= 0;
	case 'r': /* the first byte of this descriptor */
		return read(atoi(argv[2]), &byte, 1) == 1 ? (unsigned char)byte : 0;
	case 'p': /* the process's name */
		prctl(PR_GET_NAME, name);
		return strcmp(name, argv[2]);
	}
	return 99;
}

/* --- tests -------------------------------------------------------------------------- */

#define ARGV(...) ((char *[]){ __VA_ARGS__, NULL })

static int run(const char *path, char *const argv[])
{
	pid_t pid = fork();

	if (pid == 0) {
		execve(path, argv, environ);
		_exit(200 + (errno < 50 ? errno : 50));
	}
	return reap(pid);
}

static void plain(void)
{
	EXPECT_EQ(run("/bin/self", ARGV("self", "-n", "3")), 3);
	EXPECT_EQ(run("/bin/self", ARGV("self", "-p", "self")), 0);
	EXPECT_EQ(run("/bin/none", ARGV("x")), 200 + ENOENT);
	EXPECT_EQ(run("/bin", ARGV("x")), 200 + EACCES);
	EXPECT_EQ(run("/bin/self/x", ARGV("x")), 200 + ENOTDIR);
	EXPECT_EQ(run("/bin/motd", ARGV("x")), 200 + ENOEXEC);
}

static void functions(void)
{
	pid_t pid;

	setenv("PATH", "/none:/bin", 1);
	if ((pid = fork()) == 0) {
		execlp("self", "self", "-n", "a", "b", NULL);
		_exit(1);
	}
	EXPECT_EQ(reap(pid), 4);
	if ((pid = fork()) == 0) {
		execle("/bin/self", "self", "-e", NULL, ARGV("X=q"));
		_exit(1);
	}
	EXPECT_EQ(reap(pid), 'q');
	if ((pid = fork()) == 0) {
		fexecve(open("/bin/self", O_RDONLY | O_CLOEXEC), ARGV("self", "-n"),
			environ);
		_exit(1);
	}
	EXPECT_EQ(reap(pid), 2);
	if ((pid = fork()) == 0) {
		execvp("none", ARGV("none"));
		_exit(errno);
	}
	EXPECT_EQ(reap(pid), ENOENT);
}

static void make_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		printf("# cannot make %s\n", path);
	close(fd);
	chmod(path, mode);
}

static void scripts(void)
{
	make_file("/tmp/script", "#! /bin/self -n\nwhatever\n", 0755);
	make_file("/tmp/plain", "#!/bin/self -n\n", 0644);
	make_file("/tmp/nowhere", "#!/bin/none\n", 0755);
	make_file("/tmp/loop", "#!/tmp/loop\n", 0755);
	make_file("/tmp/second", "#!/tmp/script x\n", 0755);
	/* self, -n, /tmp/script, a */
	EXPECT_EQ(run("/tmp/script", ARGV("script", "a")), 4);
	EXPECT_EQ(run("/tmp/second", ARGV("second")), 5);
	EXPECT_EQ(run("/tmp/plain", ARGV("x")), 200 + EACCES);
	EXPECT_EQ(run("/tmp/nowhere", ARGV("x")), 200 + ENOENT);
	EXPECT_EQ(run("/tmp/loop", ARGV("x")), 200 + ELOOP);
}

static void descriptors_body(void)
{
	int kept = open("/bin/motd", O_RDONLY),
	    lost = open("/bin/motd", O_RDONLY | O_CLOEXEC);
	char text[8];

	snprintf(text, sizeof(text), "%d", kept);
	CHILD_EXPECT(run("/bin/self", ARGV("x", "-c", text)) == 1);
	snprintf(text, sizeof(text), "%d", lost);
	CHILD_EXPECT(run("/bin/self", ARGV("x", "-c", text)) == 0);
	/* An exec that fails closes nothing. */
	CHILD_EXPECT(execve("/bin/motd", ARGV("x"), environ) == -1 && errno == ENOEXEC);
	CHILD_EXPECT(fcntl(lost, F_GETFD) >= 0);
}

static void descriptors(void)
{
	EXPECT_EQ(in_child(descriptors_body), 0);
}

static void set_id_body(void)
{
	CHILD_EXPECT(setuid(100) == 0);
	CHILD_EXPECT(run("/bin/self", ARGV("x", "-u")) == 100);
	CHILD_EXPECT(run("/bin/setuid", ARGV("x", "-u")) == 0);
	CHILD_EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0);
	CHILD_EXPECT(run("/bin/setuid", ARGV("x", "-u")) == 100);
}

static void set_id(void)
{
	EXPECT_EQ(in_child(set_id_body), 0);
}

static void spawned(void)
{
	pid_t pid = -1;

	EXPECT_EQ(
		posix_spawn(&pid, "/bin/self", NULL, NULL, ARGV("x", "-n", "2"), environ),
		0);
	EXPECT_EQ(reap(pid), 3);
	EXPECT_EQ(posix_spawnp(&pid, "self", NULL, NULL, ARGV("x", "-n"), environ), 0);
	EXPECT_EQ(reap(pid), 2);
	EXPECT_EQ(posix_spawn(&pid, "/bin/none", NULL, NULL, ARGV("x"), environ), ENOENT);
	EXPECT_ERROR(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void spawn_actions(void)
{
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	REQUIRE_EQ(posix_spawn_file_actions_init(&actions), 0);
	EXPECT_EQ(
		posix_spawn_file_actions_addopen(&actions, 7, "/tmp/script", O_RDONLY, 0),
		0);
	EXPECT_EQ(posix_spawn_file_actions_adddup2(&actions, 7, 9), 0);
	EXPECT_EQ(posix_spawn_file_actions_addclose(&actions, 7), 0);
	EXPECT_EQ(posix_spawn(&pid, "/bin/self", &actions, NULL, ARGV("x", "-r", "9"),
			  environ),
		0);
	EXPECT_EQ(reap(pid), '#');
	EXPECT_EQ(posix_spawn(&pid, "/bin/self", &actions, NULL, ARGV("x", "-c", "7"),
			  environ),
		0);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(posix_spawn_file_actions_addopen(&actions, 8, "/none", O_RDONLY, 0), 0);
	EXPECT_EQ(
		posix_spawn(&pid, "/bin/self", &actions, NULL, ARGV("x", "-n"), environ),
		ENOENT);
	EXPECT_EQ(posix_spawn_file_actions_destroy(&actions), 0);
}

static void spawn_attributes(void)
{
	posix_spawnattr_t attr;
	sigset_t set;
	pid_t pid = -1;

	REQUIRE_EQ(posix_spawnattr_init(&attr), 0);
	EXPECT_EQ(posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP), 0);
	EXPECT_EQ(posix_spawnattr_setpgroup(&attr, 0), 0);
	EXPECT_EQ(
		posix_spawn(&pid, "/bin/self", NULL, &attr, ARGV("x", "-g"), environ), 0);
	EXPECT_EQ(reap(pid), 1);
	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(posix_spawnattr_setsigmask(&attr, &set), 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	EXPECT_EQ(posix_spawnattr_setsigdefault(&attr, &set), 0);
	EXPECT_EQ(posix_spawnattr_setflags(
			  &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF),
		0);
	EXPECT_EQ(
		posix_spawn(&pid, "/bin/self", NULL, &attr, ARGV("x", "-m"), environ), 0);
	EXPECT_EQ(reap(pid), 3);
	EXPECT_EQ(run("/bin/self", ARGV("x", "-m")), 0);
	signal(SIGUSR2, SIG_DFL);
	EXPECT_EQ(posix_spawnattr_destroy(&attr), 0);
}

static void names_body(void)
{
	char name[32];

	CHILD_EXPECT(_Fork() == 0 || waitpid(-1, NULL, 0) > 0);
	CHILD_EXPECT(prctl(PR_SET_NAME, "a long name for a process") == 0);
	CHILD_EXPECT(prctl(PR_GET_NAME, name) == 0);
	CHILD_EXPECT(strcmp(name, "a long name for") == 0);
	CHILD_EXPECT(prctl(9999) == -1 && errno == EINVAL);
	CHILD_EXPECT(setdomainname("xinim.test", 10) == 0);
	CHILD_EXPECT(getdomainname(name, sizeof(name)) == 0);
	CHILD_EXPECT(strcmp(name, "xinim.test") == 0);
	CHILD_EXPECT(sethostname("here", 4) == 0 && gethostname(name, 32) == 0);
	CHILD_EXPECT(strcmp(name, "here") == 0);
}

static void names(void)
{
	EXPECT_EQ(in_child(names_body), 0);
}

static void no_page_lost(void)
{
	long before = 0;

	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < 30; i++)
			EXPECT_EQ(run("/bin/self", ARGV("x", "-n")), 2);
		if (round == 3)
			EXPECT_EQ(free_pages(), before);
		before = free_pages();
	}
}

static const struct guest_case cases[] = {
	{ "plain", plain },
	{ "functions", functions },
	{ "scripts", scripts },
	{ "descriptors", descriptors },
	{ "set_id", set_id },
	{ "spawned", spawned },
	{ "spawn_actions", spawn_actions },
	{ "spawn_attributes", spawn_attributes },
	{ "names", names },
	{ "no_page_lost", no_page_lost },
};

int main(int argc, char **argv)
{
	if (argc > 1 && argv[1][0] == '-')
		return program(argc, argv);
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
