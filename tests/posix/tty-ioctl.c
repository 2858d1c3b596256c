/*
 * tests/posix/tty-ioctl.c - what tty_ioctl(4) has besides termios: other layouts of the
 * settings, breaks, what the master flushes, echo while output is stopped.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-root: dir 0755 /dev
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <termios.h>

#include "file.h"

/* Linux's numbers, of what <sys/ioctl.h> has not. */
#define GETA        0x5405
#define SETA        0x5406
#define SETAF       0x5408
#define GETS2       0x802c542aUL
#define SETS2       0x402c542bUL
#define GET_CARRIER 0x5419
#define SET_CARRIER 0x541a
#define HANG_UP     0x5437

struct termio {
	uint16_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[8], pad;
};

struct termios2 {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[19];
	uint32_t input, output;
};

static int master, slave;

static bool pair(void)
{
	int unlocked = 0;

	master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (master < 0 || ioctl(master, TIOCSPTLCK, &unlocked) != 0)
		return false;
	slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_NONBLOCK);
	return slave >= 0;
}

static void unpair(void)
{
	close(slave);
	close(master);
}

/* All that there is to read; "": nothing. */
static const char *got(int fd)
{
	static char b[256];
	ssize_t n = read(fd, b, sizeof(b) - 1);

	b[n > 0 ? n : 0] = 0;
	return b;
}

static bool type(const char *text)
{
	return write(master, text, strlen(text)) == (ssize_t)strlen(text);
}

static void layouts(void)
{
	struct termios t;
	struct termio a = { .pad = 0 };
	struct termios2 two;

	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sched_yield();
	REQUIRE(pair());
	EXPECT_EQ(tcgetattr(slave, &t), 0);
	EXPECT_EQ(cfgetospeed(&t), B38400);
	EXPECT_EQ(ioctl(slave, GETA, &a), 0);
	EXPECT_EQ(a.lflag, t.c_lflag & 0xffff);
	EXPECT_EQ(a.cc[VINTR], 3);
	a.lflag &= (uint16_t)~ECHO;
	a.cc[VINTR] = 'x';
	EXPECT_EQ(ioctl(slave, SETA, &a), 0);
	EXPECT_EQ(tcgetattr(slave, &t), 0);
	EXPECT_EQ(t.c_lflag & ECHO, 0);
	EXPECT_EQ(t.c_cc[VINTR], 'x');
	EXPECT_EQ(t.c_cc[VSTOP], 19); /* is none of the eight */
	EXPECT(type("flushed\n"));
	EXPECT_EQ(ioctl(slave, SETAF, &a), 0);
	EXPECT_STR(got(slave), "");

	EXPECT_EQ(ioctl(master, GETS2, &two), 0);
	EXPECT_EQ(two.lflag, t.c_lflag);
	EXPECT_EQ(two.output, 38400);
	EXPECT_EQ(two.input, 38400);
	two.cflag = (two.cflag & ~(uint32_t)CBAUD) | B115200;
	two.lflag |= ECHO;
	EXPECT_EQ(ioctl(slave, SETS2, &two), 0);
	EXPECT_EQ(tcgetattr(slave, &t), 0);
	EXPECT_EQ(cfgetospeed(&t), B115200);
	EXPECT(t.c_lflag & ECHO);
	/* A speed that has no name. */
	two.cflag = (two.cflag & ~(uint32_t)CBAUD) | CBAUDEX;
	two.output = 31250;
	EXPECT_EQ(ioctl(slave, SETS2, &two), 0);
	memset(&two, 0, sizeof(two));
	EXPECT_EQ(ioctl(slave, GETS2, &two), 0);
	EXPECT_EQ(two.output, 31250);
	EXPECT_ERROR(ioctl(slave, GETA, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, SETA, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, GETS2, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, SETS2, BAD), EFAULT);
	unpair();
}

static void others(void)
{
	struct stat st;
	unsigned device = 0;
	int n = -1;

	REQUIRE(pair());
	EXPECT_EQ(ioctl(slave, TIOCSBRK), 0);
	EXPECT_EQ(ioctl(slave, TIOCCBRK), 0);
	EXPECT_EQ(fstat(slave, &st), 0);
	EXPECT_EQ(ioctl(slave, TIOCGDEV, &device), 0);
	EXPECT_EQ(device, major(st.st_rdev) << 8 | minor(st.st_rdev));
	EXPECT_EQ(ioctl(slave, GET_CARRIER, &n), 0);
	EXPECT_EQ(n, 0);
	n = 1;
	EXPECT_EQ(ioctl(slave, SET_CARRIER, &n), 0);
	n = 0;
	EXPECT_EQ(ioctl(slave, GET_CARRIER, &n), 0);
	EXPECT_EQ(n, 1);
	EXPECT_ERROR(ioctl(slave, TIOCMGET, &n), ENOTTY);
	EXPECT_ERROR(ioctl(slave, TIOCSPGRP, BAD), EFAULT);
	EXPECT_ERROR(ioctl(master, TIOCGSID, &n), ENOTTY); /* nobody's */
	EXPECT_EQ(ioctl(slave, HANG_UP), 0);
	EXPECT_ERROR(ioctl(slave, TIOCEXCL), EIO);
	unpair();
}

/* Input of the master is the slave's output; what it wrote has arrived. */
static void master_flushes(void)
{
	REQUIRE(pair());
	EXPECT_EQ(write(slave, "lost", 4), 4);
	EXPECT_EQ(tcflush(master, TCIFLUSH), 0);
	EXPECT_STR(got(master), "");
	EXPECT(type("kept\n"));
	EXPECT_EQ(tcflush(master, TCIOFLUSH), 0);
	EXPECT_STR(got(slave), "kept\n");
	EXPECT_ERROR(tcflush(master, 9), EINVAL);
	unpair();
}

static void held_echo(void)
{
	struct pollfd p = { .events = POLLIN };

	REQUIRE(pair());
	p.fd = master;
	EXPECT(type("\023ab"));
	EXPECT_EQ(poll(&p, 1, 0), 0);
	EXPECT_ERROR(write(slave, "out", 3), EAGAIN);
	EXPECT(type("\021"));
	EXPECT_STR(got(master), "ab");
	EXPECT_EQ(write(slave, "out", 3), 3);
	EXPECT_STR(got(master), "out");
	EXPECT(type("\n"));
	EXPECT_STR(got(slave), "ab\n");
	EXPECT_STR(got(master), "\r\n");
	EXPECT_EQ(tcflow(slave, TCOOFF), 0);
	EXPECT(type("c\021"));
	EXPECT_STR(got(master), "");
	EXPECT_EQ(tcflow(slave, TCOON), 0);
	EXPECT_STR(got(master), "c");
	unpair();
}

static const struct guest_case cases[] = {
	{ "layouts", layouts },
	{ "others", others },
	{ "master flushes", master_flushes },
	{ "held echo", held_echo },
};

GUEST_MAIN(cases)
