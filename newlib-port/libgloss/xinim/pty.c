/*
 * newlib-port/libgloss/xinim/pty.c - pseudo-terminals: /dev/ptmx and /dev/pts.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define TIOCGPTN   0x80045430
#define TIOCSPTLCK 0x40045431

int posix_openpt(int flags)
{
	return open("/dev/ptmx", flags);
}

/* The slave belongs to who opened the master, from the start. */
int grantpt(int fd)
{
	int number;

	return ioctl(fd, TIOCGPTN, &number);
}

int unlockpt(int fd)
{
	int locked = 0;

	return ioctl(fd, TIOCSPTLCK, &locked);
}

int ptsname_r(int fd, char *name, size_t size)
{
	int number;

	if (ioctl(fd, TIOCGPTN, &number) != 0)
		return errno;
	if ((size_t)snprintf(name, size, "/dev/pts/%d", number) >= size)
		return ERANGE;
	return 0;
}

char *ptsname(int fd)
{
	static char name[32];
	int error = ptsname_r(fd, name, sizeof(name));

	if (error == 0)
		return name;
	errno = error;
	return NULL;
}

int openpty(int *master, int *slave, char *name, const struct termios *settings,
	const struct winsize *size)
{
	char path[32];
	int m = posix_openpt(O_RDWR | O_NOCTTY), s;

	if (m < 0)
		return -1;
	if (unlockpt(m) != 0 || ptsname_r(m, path, sizeof(path)) != 0 ||
		(s = open(path, O_RDWR | O_NOCTTY)) < 0) {
		close(m);
		return -1;
	}
	if (settings != NULL)
		tcsetattr(s, TCSAFLUSH, settings);
	if (size != NULL)
		ioctl(s, TIOCSWINSZ, size);
	if (name != NULL)
		strcpy(name, path);
	*master = m;
	*slave = s;
	return 0;
}

int login_tty(int fd)
{
	setsid();
	if (ioctl(fd, TIOCSCTTY, 0) != 0)
		return -1;
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	return 0;
}

int forkpty(int *master, char *name, const struct termios *settings,
	const struct winsize *size)
{
	int m, s, pid;

	if (openpty(&m, &s, name, settings, size) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		close(m);
		if (login_tty(s) != 0)
			_exit(1);
		return 0;
	}
	close(s);
	if (pid < 0)
		close(m);
	else
		*master = m;
	return pid;
}
