/*
 * newlib-port/libgloss/xinim/getpass.c - a line from the terminal that is not shown.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASS_MOST 255

/* A line without its end, cut to what there is room for; false: nothing came. */
static bool read_line(int fd, char *line, size_t size)
{
	size_t n = 0;
	bool some = false;
	ssize_t got;
	char c;

	while ((got = read(fd, &c, 1)) == 1 || (got < 0 && errno == EINTR)) {
		if (got < 0)
			continue;
		some = true;
		if (c == '\n')
			break;
		if (n + 1 < size)
			line[n++] = c;
	}
	line[n] = '\0';
	return some;
}

/* In memory that the next call uses again; NULL with errno: no terminal, or its end. */
char *getpass(const char *prompt)
{
	static char line[PASS_MOST + 1];
	struct termios old, quiet;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
	bool some;

	if (fd < 0)
		return NULL;
	if (tcgetattr(fd, &old) != 0) {
		close(fd);
		return NULL;
	}
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	quiet.c_lflag |= ICANON;
	tcsetattr(fd, TCSAFLUSH, &quiet);
	(void)!write(fd, prompt, strlen(prompt));
	some = read_line(fd, line, sizeof(line));
	(void)!write(fd, "\n", 1);
	tcsetattr(fd, TCSAFLUSH, &old);
	close(fd);
	return some ? line : NULL;
}
