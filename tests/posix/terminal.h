/* tests/posix/terminal.h - for tests of terminals: a pair of master and slave.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_TERMINAL_H
#define XINIM_TESTS_POSIX_TERMINAL_H

#include "process.h"

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <termios.h>

#undef EXPECT_ERROR
#include "file.h"

#ifndef TIOCGPTLCK
#define TIOCGPTLCK 0x80045439
#endif

#define EXPECT_TEXT(got, expected) EXPECT_STR(got, expected)

static int master, slave;

/* A new pair, nobody's terminal. */
static inline void pair(void)
{
	if (openpty(&master, &slave, NULL, NULL, NULL) != 0) {
		printf("  openpty: errno %d\n", errno);
		exit(1);
	}
}

static inline void unpair(void)
{
	close(slave);
	close(master);
}

/* Types it. */
static inline ssize_t put(const char *text)
{
	return write(master, text, strlen(text));
}

/* What one read gets now, as a string of this function's; "" if there is nothing. */
static inline const char *get(int fd)
{
	static char text[8192];
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n = 0;

	if (poll(&p, 1, 0) == 1 && p.revents & POLLIN)
		n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = 0;
	return text;
}

/* Local modes on and off. */
static inline void change(tcflag_t on, tcflag_t off)
{
	struct termios t;

	tcgetattr(slave, &t);
	t.c_lflag = (t.c_lflag | on) & ~off;
	tcsetattr(slave, TCSANOW, &t);
}

static inline pid_t child(void (*body)(void))
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		body();
		_exit(0);
	}
	return pid;
}

static inline long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#endif
