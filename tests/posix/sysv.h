/* tests/posix/sysv.h - children that wait in System V's calls.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_SYSV_H
#define XINIM_TESTS_POSIX_SYSV_H

#include "process.h"

#include <grp.h>
#include <sys/ipc.h>

#define KEY 0x58494e49

/* A child that does `body`, whose result is its exit status. */
static inline pid_t child_doing(int (*body)(int), int argument)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(body(argument));
	return pid;
}

/* As a user with a group and one supplementary group, in a child. */
static inline int as_user(
	uid_t uid, gid_t gid, gid_t more, int (*body)(int), int argument)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (setgroups(1, &more) != 0 || setgid(gid) != 0 || setuid(uid) != 0)
			_exit(250);
		_exit(body(argument));
	}
	return pid < 0 ? -errno : reap(pid);
}

static inline void on_signal(int signal)
{
	(void)signal;
}

static inline void catch (int signal, int flags)
{
	struct sigaction a = { .sa_handler = on_signal, .sa_flags = flags };

	sigaction(signal, &a, NULL);
}

/* Waits until `condition` holds; a minute is long enough for anything. */
#define WAIT_UNTIL(condition)                                      \
	do {                                                       \
		for (int i_ = 0; i_ < 60000 && !(condition); i_++) \
			sleep_ms(1);                               \
		EXPECT(condition);                                 \
	} while (0)

#endif
