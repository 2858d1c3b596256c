/*
 * distro/base/login.c - lets a user in: asks for a name and starts a shell.
 *
 * usage: login [-f] [NAME]
 *
 * -f believes the name. A user with an empty password field in /etc/passwd has
 * no password; as the C library has no crypt(), anybody else is turned away.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#define TRIES 3

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

/* Reads a password without showing it, and forgets it: there is none to compare it with. */
static void ask_password(void)
{
	struct termios old, quiet;
	bool terminal = tcgetattr(0, &old) == 0;
	char text[128];

	printf("Password: ");
	fflush(stdout);
	if (terminal) {
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(0, TCSAFLUSH, &quiet);
	}
	if (!fgets(text, sizeof(text), stdin))
		clearerr(stdin);
	if (terminal)
		tcsetattr(0, TCSAFLUSH, &old);
	memset(text, 0, sizeof(text));
	putchar('\n');
}

static struct passwd *let_in(void)
{
	for (int i = 0; i < TRIES; i++) {
		char *name = ask_name();
		struct passwd *user;

		if (!name)
			return NULL;
		if (!*name)
			continue;
		user = getpwnam(name);
		if (user && !*user->pw_passwd)
			return user;
		ask_password();
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

static void become(const struct passwd *user)
{
	/* The terminal is the user's for as long as the session lasts. */
	if (fchown(0, user->pw_uid, user->pw_gid) == 0)
		fchmod(0, 0620);
	if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
		setuid(user->pw_uid) != 0)
		err(1, "cannot become %s", user->pw_name);
	if (chdir(user->pw_dir) != 0 && chdir("/") != 0)
		err(1, "/");
}

static void start_shell(const struct passwd *user)
{
	const char *shell = *user->pw_shell ? user->pw_shell : "/bin/sh";
	const char *slash = strrchr(shell, '/'), *terminal = getenv("TERM");
	static char *nothing[] = { NULL };
	char name[64];

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
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	execl(shell, name, (char *)NULL);
	err(127, "%s", shell);
}

int main(int argc, char **argv)
{
	bool believe = false;
	struct passwd *user = NULL;
	int option;

	while ((option = getopt(argc, argv, "f")) != -1) {
		if (option != 'f')
			errx(2, "usage: login [-f] [NAME]");
		believe = true;
	}
	if (geteuid() != 0)
		errx(1, "only root may do that");
	if (optind < argc) {
		user = getpwnam(argv[optind]);
		if (!user)
			errx(1, "%s: no such user", argv[optind]);
		if (!believe && *user->pw_passwd)
			user = NULL;
	}
	if (!user)
		user = let_in();
	if (!user)
		return 1;
	show("/etc/motd");
	fflush(stdout);
	become(user);
	start_shell(user);
}
