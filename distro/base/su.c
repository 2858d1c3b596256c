/*
 * distro/base/su.c - becomes another user, or root.
 *
 * usage: su [-] [-l] [-c COMMAND] [-s SHELL] [USER [ARGUMENT...]]
 *
 * Set-user-ID: it asks for the user's password, but not root. With - or -l the shell is
 * a login shell, in the user's directory with a new environment; else directory and
 * environment stay, but for HOME, SHELL and (of others than root) USER and LOGNAME.
 * Exit status 1: no; else the shell's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <grp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "distro/base/account.h"

#define ARGUMENTS_MAX 64

static bool may(const struct passwd *user)
{
	char hash[ACCOUNT_HASH], password[ACCOUNT_PASSWORD] = "";
	bool fits;

	if (getuid() == 0)
		return true;
	if (!account_hash(user, hash))
		errx(1, "%s has no password that is known", user->pw_name);
	fits = !*hash || account_ask("Password: ", password);
	fits = fits && account_fits(hash, password);
	memset(password, 0, sizeof(password));
	if (!fits)
		sleep(1);
	return fits;
}

static void become(const struct passwd *user)
{
	if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
		setuid(user->pw_uid) != 0)
		err(1, "cannot become %s", user->pw_name);
}

/* The environment stays, but for what says who one is. */
static void plain_environment(const struct passwd *user, const char *shell)
{
	setenv("HOME", user->pw_dir, 1);
	setenv("SHELL", shell, 1);
	if (user->pw_uid != 0) {
		setenv("USER", user->pw_name, 1);
		setenv("LOGNAME", user->pw_name, 1);
	}
}

static void login_environment(const struct passwd *user, const char *shell)
{
	const char *terminal = getenv("TERM");
	static char *nothing[] = { NULL };

	terminal = strdup(terminal ? terminal : "linux");
	environ = nothing;
	setenv("TERM", terminal ? terminal : "dumb", 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	setenv("HOME", user->pw_dir, 1);
	setenv("SHELL", shell, 1);
	setenv("PATH", ACCOUNT_PATH, 1);
	if (chdir(user->pw_dir) != 0 && chdir("/") != 0)
		err(1, "/");
}

/* A lone - before the user's name, which getopt would stop at: out of the arguments. */
static bool take_dash(int *argc, char **argv)
{
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "-") != 0)
			continue;
		memmove(&argv[i], &argv[i + 1], (size_t)(*argc - i) * sizeof(argv[0]));
		--*argc;
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	const char *command = NULL, *shell = NULL, *name = "root", *slash;
	char *arguments[ARGUMENTS_MAX + 4], called[64];
	const struct passwd *user;
	bool login = false;
	int option, n = 0;

	login = take_dash(&argc, argv);
	while ((option = getopt(argc, argv, "lc:s:")) != -1) {
		switch (option) {
		case 'l':
			login = true;
			break;
		case 'c':
			command = optarg;
			break;
		case 's':
			shell = optarg;
			break;
		default:
			errx(2, "usage: su [-] [-l] [-c COMMAND] [-s SHELL] [USER]");
		}
	}
	if (argv[optind])
		name = argv[optind++];
	/* As in `su USER -c COMMAND'. */
	if (argv[optind] && argv[optind + 1] && strcmp(argv[optind], "-c") == 0) {
		command = argv[optind + 1];
		optind += 2;
	}
	user = getpwnam(name);
	if (!user)
		errx(1, "%s: no such user", name);
	if (!may(user))
		errx(1, "that is not the password");
	/* A user who is kept to one shell is not to get another. */
	if (!shell || getuid() != 0)
		shell = *user->pw_shell ? user->pw_shell : "/bin/sh";
	become(user);
	if (login)
		login_environment(user, shell);
	else
		plain_environment(user, shell);
	slash = strrchr(shell, '/');
	snprintf(called, sizeof(called), "%s%s", login ? "-" : "",
		slash ? slash + 1 : shell);
	arguments[n++] = called;
	if (command) {
		arguments[n++] = (char *)(uintptr_t) "-c";
		arguments[n++] = (char *)(uintptr_t)command;
	}
	while (argv[optind] && n < ARGUMENTS_MAX)
		arguments[n++] = argv[optind++];
	arguments[n] = NULL;
	execv(shell, arguments);
	err(127, "%s", shell);
}
