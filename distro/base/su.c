/*
 * distro/base/su.c - becomes another user, or root.
 *
 * usage: su [USER]
 *
 * Set-user-ID: it asks for the user's password, but not root. Exit status 1: no.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "distro/base/account.h"

int main(int argc, char **argv)
{
	char hash[ACCOUNT_HASH], password[ACCOUNT_PASSWORD] = "";
	const char *name = argc > 1 ? argv[1] : "root";
	const struct passwd *user = getpwnam(name);
	bool fits;

	if (argc > 2 || name[0] == '-')
		errx(2, "usage: su [USER]");
	if (!user)
		errx(1, "%s: no such user", name);
	if (getuid() != 0) {
		if (!account_hash(user, hash))
			errx(1, "%s has no password that is known", name);
		fits = !*hash || account_ask("Password: ", password);
		fits = fits && account_fits(hash, password);
		memset(password, 0, sizeof(password));
		if (!fits) {
			sleep(1);
			errx(1, "that is not the password");
		}
	}
	account_shell(user);
}
