/*
 * distro/base/account.c - passwords, for login, su and passwd.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "distro/base/account.h"

#include <crypt.h>
#include <err.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>
#include <utmpx.h>

bool account_hash(const struct passwd *user, char hash[ACCOUNT_HASH])
{
	size_t length = strlen(user->pw_name);
	bool found = false;
	char line[512];
	FILE *f;

	if (strcmp(user->pw_passwd, "x") != 0)
		return strlcpy(hash, user->pw_passwd, ACCOUNT_HASH) < ACCOUNT_HASH;
	f = fopen(ACCOUNT_SHADOW, "re");
	while (f && !found && fgets(line, sizeof(line), f)) {
		char *field = line + length + 1;

		if (strncmp(line, user->pw_name, length) != 0 || line[length] != ':')
			continue;
		field[strcspn(field, ":\n")] = '\0';
		found = strlcpy(hash, field, ACCOUNT_HASH) < ACCOUNT_HASH;
	}
	if (f)
		fclose(f);
	memset(line, 0, sizeof(line));
	return found;
}

bool account_fits(const char *hash, const char *password)
{
	const char *made = crypt(password, hash);
	size_t n = strlen(hash);
	unsigned differ = 0;

	if (!*hash)
		return !*password;
	if (!made || strlen(made) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		differ |= (unsigned)(hash[i] ^ made[i]);
	return differ == 0;
}

bool account_ask(const char *prompt, char password[ACCOUNT_PASSWORD])
{
	struct termios old, quiet;
	bool terminal = tcgetattr(0, &old) == 0, any;

	fputs(prompt, stdout);
	fflush(stdout);
	if (terminal) {
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(0, TCSAFLUSH, &quiet);
	}
	any = fgets(password, ACCOUNT_PASSWORD, stdin) != NULL;
	if (terminal)
		tcsetattr(0, TCSADRAIN, &old); /* what has been typed since stays */
	putchar('\n');
	if (!any) {
		clearerr(stdin);
		return false;
	}
	password[strcspn(password, "\n")] = '\0';
	return true;
}

void account_record(const char *user)
{
	struct utmpx u = { .ut_type = USER_PROCESS, .ut_pid = getpid() };
	const char *tty = ttyname(0);
	struct timeval now;
	size_t n;

	if (!tty)
		return;
	if (strncmp(tty, "/dev/", 5) == 0)
		tty += 5;
	n = strlen(tty);
	strlcpy(u.ut_line, tty, sizeof(u.ut_line));
	/* The end of the name tells terminals apart. */
	memcpy(u.ut_id, n > sizeof(u.ut_id) ? tty + n - sizeof(u.ut_id) : tty,
		n < sizeof(u.ut_id) ? n : sizeof(u.ut_id));
	strlcpy(u.ut_user, user, sizeof(u.ut_user));
	u.ut_session = getsid(0);
	gettimeofday(&now, NULL);
	u.ut_tv.tv_sec = (int)now.tv_sec;
	u.ut_tv.tv_usec = (int)now.tv_usec;
	setutxent();
	(void)pututxline(&u); /* where it cannot be written nobody is told */
	endutxent();
	updwtmpx(WTMPX_FILE, &u);
}

const struct passwd *account_emergency_root(void)
{
	static char name[] = "root", directory[] = "/root", shell[] = "/bin/sh",
		    none[] = "*";
	static const struct passwd root = {
		.pw_name = name, .pw_passwd = none, .pw_dir = directory, .pw_shell = shell
	};

	return &root;
}

void account_shell(const struct passwd *user)
{
	const char *shell = *user->pw_shell ? user->pw_shell : "/bin/sh";
	const char *slash = strrchr(shell, '/'), *terminal = getenv("TERM");
	static char *nothing[] = { NULL };
	char name[64];

	if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
		setuid(user->pw_uid) != 0)
		err(1, "cannot become %s", user->pw_name);
	if (chdir(user->pw_dir) != 0 && chdir("/") != 0)
		err(1, "/");
	snprintf(name, sizeof(name), "-%s", slash ? slash + 1 : shell);
	if (!terminal)
		terminal = "linux";
	terminal = strdup(terminal);
	environ = nothing;
	setenv("TERM", terminal ? terminal : "dumb", 1);
	setenv("HOME", user->pw_dir, 1);
	setenv("SHELL", shell, 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	setenv("PATH", ACCOUNT_PATH, 1);
	execl(shell, name, (char *)NULL);
	warn("%s", shell);
	/* Root has to be able to mend it. */
	if (user->pw_uid == 0)
		execl("/bin/sh", "-sh", (char *)NULL);
	exit(127);
}
