/*
 * distro/base/getty.c - makes a terminal ready, and starts login on it.
 *
 * usage: getty [-a USER] [TERM]
 *
 * Init has opened the terminal. Its settings become those of a terminal that nobody
 * has touched, /etc/issue is shown, and login asks who it is; with -a it is USER, who
 * is believed. TERM is the terminal's type (linux).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#define LOGIN   "/bin/login"
#define CTRL(c) ((c)&31)

static void set_up(void)
{
	static const cc_t keys[] = {
		[VINTR] = CTRL('C'),
		[VQUIT] = CTRL('\\'),
		[VERASE] = 127,
		[VKILL] = CTRL('U'),
		[VEOF] = CTRL('D'),
		[VMIN] = 1,
		[VSTART] = CTRL('Q'),
		[VSTOP] = CTRL('S'),
		[VSUSP] = CTRL('Z'),
		[VREPRINT] = CTRL('R'),
		[VDISCARD] = CTRL('O'),
		[VWERASE] = CTRL('W'),
		[VLNEXT] = CTRL('V'),
	};
	struct termios t;

	if (tcgetattr(0, &t) != 0)
		err(1, "standard input");
	/* Whoever had the terminal before is not to read what is typed from now on. */
	if (fchown(0, 0, 0) == 0)
		fchmod(0, 0600);
	t.c_iflag = ICRNL | IXON | IUTF8;
	t.c_oflag = OPOST | ONLCR;
	t.c_cflag = (t.c_cflag & CBAUD) | CS8 | CREAD | HUPCL;
	t.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOKE | ECHOCTL | IEXTEN;
	memset(t.c_cc, 0, sizeof(t.c_cc));
	memcpy(t.c_cc, keys, sizeof(keys));
	if (tcsetattr(0, TCSANOW, &t) != 0)
		err(1, "standard input");
	/* Its output may have been stopped. */
	tcflow(0, TCOON);
}

/* \l, \m, \n, \r, \s, \v in /etc/issue, as agetty has them; others are left out. */
static void show_code(int c)
{
	const char *tty = ttyname(0);
	struct utsname u;

	if (uname(&u) != 0)
		return;
	switch (c) {
	case 'l':
		fputs(tty ? tty + (strncmp(tty, "/dev/", 5) == 0 ? 5 : 0) : "?", stdout);
		break;
	case 'm':
		fputs(u.machine, stdout);
		break;
	case 'n':
		fputs(u.nodename, stdout);
		break;
	case 'r':
		fputs(u.release, stdout);
		break;
	case 's':
		fputs(u.sysname, stdout);
		break;
	case 'v':
		fputs(u.version, stdout);
		break;
	case '\\':
		putchar(c);
		break;
	}
}

static void show_issue(void)
{
	FILE *f = fopen("/etc/issue", "re");
	int c;

	while (f && (c = getc(f)) != EOF) {
		if (c == '\\')
			show_code(getc(f));
		else
			putchar(c);
	}
	if (f)
		fclose(f);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *user = NULL;
	int option;

	while ((option = getopt(argc, argv, "a:")) != -1) {
		if (option != 'a')
			errx(2, "usage: getty [-a USER] [TERM]");
		user = optarg;
	}
	setenv("TERM", argv[optind] ? argv[optind] : "linux", 1);
	set_up();
	if (user)
		execl(LOGIN, LOGIN, "-f", user, (char *)NULL);
	show_issue();
	execl(LOGIN, LOGIN, (char *)NULL);
	err(127, LOGIN);
}
