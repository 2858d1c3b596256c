/*
 * servers/init/account.c - init's part of /var/run/utmp and /var/log/wtmp.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "servers/init/account.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <utmpx.h>

static void stamp(struct utmpx *u)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	u->ut_tv.tv_sec = (int)now.tv_sec;
	u->ut_tv.tv_usec = (int)now.tv_usec;
}

/* A record of the system's own: pseudo users `reboot' and `shutdown', as last shows them. */
static struct utmpx of_system(short type, const char *user)
{
	struct utmpx u = { .ut_type = type, .ut_line = "~", .ut_id = { '~', '~' } };
	struct utsname name;

	strlcpy(u.ut_user, user, sizeof(u.ut_user));
	if (uname(&name) == 0)
		strlcpy(u.ut_host, name.release, sizeof(u.ut_host));
	stamp(&u);
	return u;
}

/* It is made, and emptied if it is to be. */
static void make(const char *path, int flags)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);

	if (fd >= 0)
		close(fd);
}

void account_start(void)
{
	struct utmpx u = of_system(BOOT_TIME, "reboot");

	make(UTMPX_FILE, O_TRUNC);
	make(WTMPX_FILE, 0);
	setutxent();
	(void)pututxline(&u);
	endutxent();
	updwtmpx(WTMPX_FILE, &u);
}

void account_gone(pid_t pid)
{
	struct utmpx *have, u;

	setutxent();
	while ((have = getutxent()))
		if (have->ut_pid == pid &&
			(have->ut_type == USER_PROCESS || have->ut_type == LOGIN_PROCESS))
			break;
	if (have) {
		bool user = have->ut_type == USER_PROCESS;

		u = *have;
		u.ut_type = DEAD_PROCESS;
		memset(u.ut_user, 0, sizeof(u.ut_user));
		memset(u.ut_host, 0, sizeof(u.ut_host));
		stamp(&u);
		(void)pututxline(&u);
		if (user)
			updwtmpx(WTMPX_FILE, &u);
	}
	endutxent();
}

void account_stop(void)
{
	struct utmpx u = of_system(EMPTY, "shutdown");

	u.ut_type = 1; /* RUN_LVL: of the system, and no boot */
	updwtmpx(WTMPX_FILE, &u);
}
