/*
 * distro/base/login.c - lets a user in: asks for a name and starts a shell.
 *
 * usage: login [-f] [NAME]
 *
 * -f believes the name, and knows root even if /etc/passwd does not. Who has no password is not asked for one (account.h).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "distro/base/account.h"

#define TRIES 3
/* A hash of no password, so that who is not there takes as long as who is. */
#define NOBODYS "$6$nobody$*"

/* The name typed, in a buffer of its own; NULL: the end of the file. */
static char *ask_name(void)
{
	static char name[64];
	struct utsname host;

	uname(&host);
	printf("%s login: ", host.nodename);
	fflush(stdout);
	if (!fgets(name, sizeof(name), stdin))
		return NULL;
	name[strcspn(name, "\n")] = '\0';
	return name;
}

/* What is wrong, the name or the password, is not said. */
static bool knows_password(const struct passwd *user)
{
	char hash[ACCOUNT_HASH], password[ACCOUNT_PASSWORD];
	bool known = user && account_hash(user, hash), fits;

	if (known && !*hash)
		return true;
	fits = account_ask("Password: ", password) &&
		account_fits(known ? hash : NOBODYS, password) && known;
	memset(password, 0, sizeof(password));
	return fits;
}

static struct passwd *let_in(char *name)
{
	for (int i = 0; i < TRIES; i++, name = NULL) {
		struct passwd *user;

		if (!name)
			name = ask_name();
		if (!name)
			return NULL;
		if (!*name)
			continue;
		user = getpwnam(name);
		if (knows_password(user))
			return user;
		sleep(1);
		puts("Login incorrect");
	}
	return NULL;
}

static void show(const char *path)
{
	FILE *f = fopen(path, "r");
	int c;

	if (!f)
		return;
	while ((c = getc(f)) != EOF)
		putchar(c);
	fclose(f);
}

int main(int argc, char **argv)
{
	bool believe = false;
	const struct passwd *user = NULL;
	int option;

	while ((option = getopt(argc, argv, "f")) != -1) {
		if (option != 'f')
			errx(2, "usage: login [-f] [NAME]");
		believe = true;
	}
	if (geteuid() != 0)
		errx(1, "only root may do that");
	if (believe && optind < argc) {
		user = getpwnam(argv[optind]);
		if (!user && strcmp(argv[optind], "root") == 0) {
			warnx("/etc/passwd does not know root: mend it");
			user = account_emergency_root();
		}
		if (!user)
			errx(1, "%s: no such user", argv[optind]);
	}
	if (!user)
		user = let_in(argv[optind]);
	if (!user)
		return 1;
	show("/etc/motd");
	fflush(stdout);
	/* The terminal is the user's for as long as the session lasts. */
	if (fchown(0, user->pw_uid, user->pw_gid) == 0)
		fchmod(0, 0620);
	account_record(user->pw_name);
	account_shell(user);
}
