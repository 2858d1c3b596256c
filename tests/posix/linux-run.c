/* tests/posix/linux-run.c - runs programs that were made for Linux; linux-run-boot.sh's guest.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-root: dir 0755 /bin
 * guest-root: dir 1777 /tmp
 * guest-root: dir 0755 /dev
 * guest-cpus: 2
 * guest-memory: 256
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

static int run(const char *name)
{
	char *argv[] = { (char *)name, NULL }, *envp[] = { "HOME=/", NULL };
	pid_t pid = fork();

	if (pid == 0) {
		execve(name, argv, envp);
		_exit(200);
	}
	return pid < 0 ? -errno : reap(pid);
}

static void fixed(void)
{
	EXPECT_EQ(run("/bin/static"), 0);
}

static void relative(void)
{
	EXPECT_EQ(run("/bin/static-pie"), 0);
}

static const struct guest_case cases[] = {
	{ "static", fixed },
	{ "static and position independent", relative },
};

GUEST_MAIN(cases)
