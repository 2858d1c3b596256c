/*
 * distro/base/passwd.c - changes a password.
 *
 * usage: passwd [-d] [USER]
 *
 * One's own, after asking for the one there was, or as root anybody's. -d, for root,
 * takes it away: the user has no password then. The new /etc/shadow replaces the
 * old one whole.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <crypt.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "distro/base/account.h"

#define NEW "/etc/shadow.new"

static const char *make_hash(const char *password)
{
	static const char digits[] =
		"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	unsigned char random[16];
	char setting[24] = "$6$";
	const char *hash;

	if (getentropy(random, sizeof(random)) != 0)
		err(1, "no random numbers");
	for (size_t i = 0; i < sizeof(random); i++)
		setting[3 + i] = digits[random[i] % 64];
	hash = crypt(password, setting);
	if (!hash)
		err(1, "crypt");
	return hash;
}

/* The user's line with another hash; what follows that stays as it was. */
static void copy_line(FILE *to, const char *line, size_t name, const char *hash)
{
	const char *rest = line + name + 1 + strcspn(line + name + 1, ":\n");

	fprintf(to, "%.*s:%s%s", (int)name, line, hash,
		*rest == ':' ? rest : ":::::::\n");
}

static void store(const char *user, const char *hash)
{
	int fd = open(NEW, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *from = fopen(ACCOUNT_SHADOW, "re"), *to = fd < 0 ? NULL : fdopen(fd, "w");
	size_t length = strlen(user);
	bool found = false;
	char line[512];

	if (!to)
		err(1, "%s", NEW);
	while (from && fgets(line, sizeof(line), from)) {
		if (strncmp(line, user, length) != 0 || line[length] != ':') {
			fputs(line, to);
			continue;
		}
		copy_line(to, line, length, hash);
		found = true;
	}
	if (!found)
		fprintf(to, "%s:%s:%ld::::::\n", user, hash, (long)(time(NULL) / 86400));
	if (from)
		fclose(from);
	if (fflush(to) != 0 || fsync(fd) != 0 || fclose(to) != 0 ||
		rename(NEW, ACCOUNT_SHADOW) != 0) {
		int error = errno;

		unlink(NEW);
		errno = error;
		err(1, "%s", ACCOUNT_SHADOW);
	}
}

static void ask_old(const struct passwd *user)
{
	char hash[ACCOUNT_HASH], password[ACCOUNT_PASSWORD];

	if (!account_hash(user, hash))
		errx(1, "%s has no password that can be changed", user->pw_name);
	if (!*hash)
		return;
	if (!account_ask("Password: ", password) || !account_fits(hash, password)) {
		sleep(1);
		errx(1, "that is not the password");
	}
	memset(password, 0, sizeof(password));
}

static const char *ask_new(void)
{
	static char password[ACCOUNT_PASSWORD];
	char again[ACCOUNT_PASSWORD];

	if (!account_ask("New password: ", password) ||
		!account_ask("New password, again: ", again))
		errx(1, "nothing changed");
	if (strcmp(password, again) != 0)
		errx(1, "these are two; nothing changed");
	memset(again, 0, sizeof(again));
	if (!*password)
		errx(1, "that is none; nothing changed");
	return password;
}

int main(int argc, char **argv)
{
	const struct passwd *user;
	bool delete = false;
	int option;

	while ((option = getopt(argc, argv, "d")) != -1) {
		if (option != 'd')
			errx(2, "usage: passwd [-d] [USER]");
		delete = true;
	}
	user = optind < argc ? getpwnam(argv[optind]) : getpwuid(getuid());
	if (!user)
		errx(1, "no such user");
	if (strcmp(user->pw_passwd, "x") != 0)
		errx(1, "%s's password is not in %s", user->pw_name, ACCOUNT_SHADOW);
	if (getuid() != 0 && (delete || user->pw_uid != getuid()))
		errx(1, "only root may do that");
	umask(077);
	if (getuid() != 0)
		ask_old(user);
	store(user->pw_name, delete ? "" : make_hash(ask_new()));
	return 0;
}
