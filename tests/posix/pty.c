/* tests/posix/pty.c - pseudo-terminals: pairs, what the master sees, errors, ends.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "terminal.h"

static void server_up(void)
{
	REQUIRE(file_server_up());
}

static void pairs(void)
{
	struct stat st;
	char name[32], small[5];
	int m = posix_openpt(O_RDWR | O_NOCTTY), s, number = -1, locked = -1;

	REQUIRE(m >= 0);
	EXPECT_EQ(ioctl(m, TIOCGPTN, &number), 0);
	EXPECT_EQ(ptsname_r(m, name, sizeof(name)), 0);
	EXPECT(strncmp(name, "/dev/pts/", 9) == 0 && atoi(name + 9) == number);
	EXPECT(strcmp(ptsname(m), name) == 0);
	EXPECT_EQ(ptsname_r(m, small, sizeof(small)), ERANGE);
	/* It is locked until it is unlocked. */
	EXPECT_EQ(ioctl(m, TIOCGPTLCK, &locked), 0);
	EXPECT_EQ(locked, 1);
	EXPECT_ERROR(open(name, O_RDWR | O_NOCTTY), EIO);
	EXPECT_EQ(grantpt(m), 0);
	EXPECT_EQ(unlockpt(m), 0);
	s = open(name, O_RDWR | O_NOCTTY);
	REQUIRE(s >= 0);
	EXPECT_EQ(isatty(s), 1);
	EXPECT_EQ(isatty(m), 1);
	EXPECT_EQ(fstat(s, &st), 0);
	EXPECT(S_ISCHR(st.st_mode));
	EXPECT_EQ(st.st_uid, 0);
	EXPECT_EQ(st.st_rdev, makedev(136, number));
	close(s);
	close(m);
	EXPECT_ERROR(stat(name, &st), ENOENT);
}

static void many(void)
{
	int masters[300], n = 0;

	while (n < 300 && (masters[n] = posix_openpt(O_RDWR | O_NOCTTY)) >= 0)
		n++;
	EXPECT_EQ(n, 256);
	EXPECT_EQ(errno, ENOSPC);
	while (n)
		close(masters[--n]);
	n = posix_openpt(O_RDWR | O_NOCTTY);
	EXPECT(n >= 0);
	close(n);
}

static void errors(void)
{
	int pipes[2], number;

	REQUIRE_EQ(pipe(pipes), 0);
	EXPECT_EQ(isatty(pipes[0]), 0);
	EXPECT_EQ(errno, ENOTTY);
	EXPECT_ERROR(tcgetattr(pipes[0], &(struct termios){ 0 }), ENOTTY);
	EXPECT_ERROR(tcgetattr(99, &(struct termios){ 0 }), EBADF);
	EXPECT_EQ(ptsname(pipes[0]), NULL);
	close(pipes[0]);
	close(pipes[1]);
	pair();
	EXPECT_ERROR(ioctl(slave, TCGETS, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, TCSETS, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, TIOCGWINSZ, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, TIOCSWINSZ, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, FIONREAD, BAD), EFAULT);
	EXPECT_ERROR(ioctl(master, TIOCGPTN, BAD), EFAULT);
	EXPECT_ERROR(ioctl(master, TIOCSPTLCK, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, TIOCGPTN, &number), ENOTTY);
	EXPECT_ERROR(ioctl(slave, 0x54ff, 0), ENOTTY);
	EXPECT_ERROR(tcflow(slave, 9), EINVAL);
	EXPECT_ERROR(tcflush(slave, 9), EINVAL);
	EXPECT_ERROR(tcsetattr(slave, 9, &(struct termios){ 0 }), EINVAL);
	EXPECT_ERROR(read(slave, BAD, 0 * (size_t)put("x\n") + 8), EFAULT);
	EXPECT_ERROR(write(slave, BAD, 8), EFAULT);
	EXPECT_ERROR(write(master, BAD, 8), EFAULT);
	EXPECT_ERROR(lseek(slave, 0, SEEK_SET), ESPIPE);
	/* Nobody's terminal. */
	EXPECT_ERROR(tcgetpgrp(slave), ENOTTY);
	EXPECT_ERROR(tcsetpgrp(slave, getpgrp()), ENOTTY);
	EXPECT_ERROR(ioctl(slave, TIOCNOTTY, 0), ENOTTY);
	unpair();
}

/* --- lines, echo and editing -------------------------------------------------- */

static void echo(void)
{
	pair();
	put("hello\n");
	EXPECT_TEXT(get(slave), "hello\n");
	EXPECT_TEXT(get(master), "hello\r\n");
	change(0, ECHO);
	put("quiet\n");
	EXPECT_TEXT(get(slave), "quiet\n");
	EXPECT_TEXT(get(master), "");
	write(slave, "a\nb\tc", 5);
	EXPECT_TEXT(get(master), "a\r\nb\tc");
	unpair();
}

static void lines(void)
{
	char b[8];
	int waiting = -1;

	pair();
	change(0, ECHO);
	put("no end");
	EXPECT_TEXT(get(slave), "");
	EXPECT_EQ(ioctl(slave, FIONREAD, &waiting), 0);
	EXPECT_EQ(waiting, 0);
	put(" yet\nand more\n");
	EXPECT_EQ(ioctl(slave, FIONREAD, &waiting), 0);
	EXPECT_EQ(waiting, 20);
	EXPECT_EQ(read(slave, b, 3), 3);
	EXPECT(memcmp(b, "no ", 3) == 0);
	EXPECT_TEXT(get(slave), "end yet\n");
	EXPECT_TEXT(get(slave), "and more\n");
	/* The end of the file: after nothing it is one, after something it is not. */
	put("\004");
	EXPECT_EQ(read(slave, b, 8), 0);
	put("abc\004");
	EXPECT_EQ(read(slave, b, 8), 3);
	put("gone\n");
	EXPECT_EQ(tcflush(slave, TCIFLUSH), 0);
	EXPECT_TEXT(get(slave), "");
	unpair();
}

static void editing(void)
{
	pair();
	put("ab\177c\n");
	EXPECT_TEXT(get(slave), "ac\n");
	EXPECT_TEXT(get(master), "ab\b \bc\r\n");
	put("one two\027six\n");
	EXPECT_TEXT(get(slave), "one six\n");
	get(master);
	put("garbage\025good\n");
	EXPECT_TEXT(get(slave), "good\n");
	get(master);
	put("\026\003\n");
	EXPECT_TEXT(get(slave), "\003\n");
	get(master);
	put("\177\177\177\025\027x\n");
	EXPECT_TEXT(get(slave), "x\n");
	unpair();
}

/* A line that is too long loses its middle, never its end; the terminal goes on. */
static void long_lines(void)
{
	static char line[6000], got[6000];
	ssize_t n;

	pair();
	change(0, ECHO);
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	EXPECT_EQ(write(master, line, sizeof(line)), sizeof(line));
	n = read(slave, got, sizeof(got));
	EXPECT_EQ(n, 4096);
	EXPECT(n > 0 && got[n - 1] == '\n');
	put("next\n");
	EXPECT_TEXT(get(slave), "next\n");
	unpair();
}

static void settings(void)
{
	struct termios t, u;

	pair();
	EXPECT_EQ(tcgetattr(slave, &t), 0);
	EXPECT(t.c_lflag & ICANON && t.c_lflag & ECHO && t.c_lflag & ISIG);
	EXPECT_EQ(t.c_cc[VINTR], 3);
	cfmakeraw(&t);
	t.c_cc[VINTR] = 5;
	EXPECT_EQ(tcsetattr(slave, TCSANOW, &t), 0);
	EXPECT_EQ(tcgetattr(master, &u), 0);
	EXPECT_EQ(u.c_lflag, t.c_lflag);
	EXPECT_EQ(u.c_cc[VINTR], 5);
	put("raw\r\003");
	EXPECT_TEXT(get(slave), "raw\r\003");
	EXPECT_TEXT(get(master), "");
	write(slave, "a\n", 2);
	EXPECT_TEXT(get(master), "a\n");
	/* TCSAFLUSH forgets what was typed. */
	put("typed");
	EXPECT_EQ(tcsetattr(slave, TCSAFLUSH, &t), 0);
	EXPECT_TEXT(get(slave), "");
	unpair();
}

/* --- VMIN and VTIME -------------------------------------------------------------- */

static void raw(unsigned min, unsigned time)
{
	struct termios t;

	tcgetattr(slave, &t);
	cfmakeraw(&t);
	t.c_cc[VMIN] = (cc_t)min;
	t.c_cc[VTIME] = (cc_t)time;
	EXPECT_EQ(tcsetattr(slave, TCSANOW, &t), 0);
}

static void type_two(void)
{
	sleep_ms(50);
	put("1");
	sleep_ms(50);
	put("2");
}

static void minimum(void)
{
	char b[8];
	pid_t pid;
	long began;

	pair();
	/* Two bytes at least, however long it takes. */
	raw(2, 0);
	pid = child(type_two);
	EXPECT_EQ(read(slave, b, 8), 2);
	EXPECT_EQ(reap(pid), 0);
	/* No more than is asked for. */
	put("x");
	EXPECT_EQ(read(slave, b, 1), 1);
	/* Whatever there is. */
	raw(0, 0);
	EXPECT_EQ(read(slave, b, 8), 0);
	put("abc");
	EXPECT_EQ(read(slave, b, 8), 3);
	/* Nothing for two tenths. */
	raw(0, 2);
	began = now_ms();
	EXPECT_EQ(read(slave, b, 8), 0);
	EXPECT(now_ms() - began >= 200);
	pid = child(type_two);
	EXPECT_EQ(read(slave, b, 8), 1);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(read(slave, b, 8), 1);
	/* A pause of a tenth after the first ends it, but the first may take any time. */
	raw(8, 1);
	pid = child(type_two);
	EXPECT(read(slave, b, 8) >= 1);
	EXPECT_EQ(reap(pid), 0);
	unpair();
}

/* --- what the ends hear of each other ------------------------------------------------ */

static void polling(void)
{
	struct pollfd p[2];

	pair();
	p[0] = (struct pollfd){ .fd = master, .events = POLLIN | POLLOUT };
	p[1] = (struct pollfd){ .fd = slave, .events = POLLIN | POLLOUT };
	EXPECT_EQ(poll(p, 2, 0), 2);
	EXPECT_EQ(p[0].revents, POLLOUT);
	EXPECT_EQ(p[1].revents, POLLOUT);
	put("part");
	EXPECT_EQ(poll(p, 2, 0), 2);
	EXPECT_EQ(p[0].revents, POLLIN | POLLOUT); /* the echo */
	EXPECT_EQ(p[1].revents, POLLOUT);
	put("\n");
	EXPECT_EQ(poll(p, 2, 0), 2);
	EXPECT_EQ(p[1].revents, POLLIN | POLLOUT);
	get(slave);
	get(master);
	/* Nobody reads what the slave writes: there is no room any more. */
	fcntl(slave, F_SETFL, O_NONBLOCK);
	while (write(slave, "0123456789abcdef", 16) > 0)
		;
	EXPECT_EQ(errno, EAGAIN);
	EXPECT_EQ(poll(&p[1], 1, 0), 0);
	get(master);
	EXPECT_EQ(poll(&p[1], 1, 0), 1);
	EXPECT_ERROR(read(slave, p, 1), EAGAIN);
	close(slave);
	while (*get(master))
		;
	EXPECT_EQ(poll(p, 1, -1), 1);
	EXPECT(p[0].revents & POLLHUP);
	close(master);
}

static void slave_gone(void)
{
	char b[8];

	pair();
	write(slave, "bye", 3);
	close(slave);
	EXPECT_EQ(read(master, b, 8), 3);
	EXPECT_ERROR(read(master, b, 8), EIO);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	EXPECT(slave >= 0);
	put("again\n");
	EXPECT_TEXT(get(slave), "again\n");
	unpair();
}

static void master_gone(void)
{
	struct pollfd p;
	char b[8];

	pair();
	put("unread\n");
	close(master);
	EXPECT_EQ(read(slave, b, 8), 0);
	EXPECT_ERROR(write(slave, b, 1), EIO);
	EXPECT_ERROR(tcgetattr(slave, &(struct termios){ 0 }), EIO);
	p = (struct pollfd){ .fd = slave, .events = POLLIN };
	EXPECT_EQ(poll(&p, 1, 0), 1);
	EXPECT(p.revents & POLLHUP);
	close(slave);
}

static void read_until_gone(void)
{
	char b[8];

	close(master);
	CHILD_EXPECT(read(slave, b, 8) == 0);
	CHILD_EXPECT(write(slave, b, 1) == -1 && errno == EIO);
}

static void gone_while_reading(void)
{
	pid_t pid;

	pair();
	pid = child(read_until_gone);
	sleep_ms(50);
	close(master);
	EXPECT_EQ(reap(pid), 0);
	close(slave);
}

static void write_much(void)
{
	static char text[20000];

	memset(text, 'y', sizeof(text));
	close(master);
	CHILD_EXPECT(write(slave, text, sizeof(text)) == (ssize_t)sizeof(text));
}

/* A writer waits for the reader, with XON and XOFF in between; nothing is lost. */
static void flow(void)
{
	struct pollfd p;
	char b[1000];
	long sum = 0;
	ssize_t n;
	pid_t pid;

	pair();
	put("\023"); /* ^S */
	pid = child(write_much);
	sleep_ms(50);
	p = (struct pollfd){ .fd = master, .events = POLLIN };
	EXPECT_EQ(poll(&p, 1, 0), 0);
	put("\021"); /* ^Q */
	while (sum < 20000 && (n = read(master, b, sizeof(b))) > 0)
		sum += n;
	EXPECT_EQ(sum, 20000);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(tcflow(slave, TCOOFF), 0);
	fcntl(slave, F_SETFL, O_NONBLOCK);
	EXPECT_ERROR(write(slave, "z", 1), EAGAIN);
	EXPECT_EQ(tcflow(slave, TCOON), 0);
	EXPECT_EQ(write(slave, "z", 1), 1);
	EXPECT_TEXT(get(master), "z");
	unpair();
}

/* A terminal that sends garbage, all bytes in all modes. */
static void garbage(void)
{
	unsigned seed = 12345;

	pair();
	fcntl(slave, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 400; i++) {
		char b[64];
		struct termios t;

		for (size_t j = 0; j < sizeof(b); j++) {
			seed = seed * 1103515245 + 12345;
			b[j] = (char)(seed >> 16);
		}
		write(master, b, sizeof(b));
		if (i % 7 == 0) {
			tcgetattr(slave, &t);
			t.c_iflag = seed >> 8 & 077777;
			t.c_oflag = seed >> 12 & 0177777;
			t.c_lflag = seed >> 4 & 0177777 & ~TOSTOP;
			memcpy(t.c_cc, b, 17);
			EXPECT_EQ(tcsetattr(slave, TCSANOW, &t), 0);
		}
		get(master);
		get(slave);
	}
	unpair();
	echo();
}

/* A packet of the master: its first byte, the others in `text'. -1: there is none. */
static int packet(char text[64])
{
	char b[64];
	struct pollfd p = { .fd = master, .events = POLLIN };
	ssize_t n = poll(&p, 1, 0) == 1 && p.revents & POLLIN ? read(master, b, 63) : 0;

	if (n <= 0)
		return -1;
	b[n] = 0;
	memcpy(text, b + 1, (size_t)n);
	return b[0];
}

/* TIOCPKT: the master hears what was done at the slave (Linux's ioctl_tty(2)). */
static void packets(void)
{
	struct pollfd p = { .events = POLLPRI };
	struct termios t;
	char text[64];
	int on = 1;

	pair();
	p.fd = master;
	EXPECT_ERROR(ioctl(master, TIOCPKT, BAD), EFAULT);
	EXPECT_ERROR(ioctl(slave, TIOCPKT, &on), ENOTTY);
	EXPECT_EQ(ioctl(master, TIOCPKT, &on), 0);
	on = 0;
	EXPECT_EQ(ioctl(master, TIOCGPKT, &on), 0);
	EXPECT_EQ(on, 1);
	EXPECT_EQ(poll(&p, 1, 0), 0);
	EXPECT_EQ(write(slave, "out", 3), 3);
	EXPECT_EQ(packet(text), TIOCPKT_DATA);
	EXPECT_TEXT(text, "out");
	EXPECT_EQ(tcflush(slave, TCIFLUSH), 0);
	EXPECT_EQ(poll(&p, 1, 0), 1);
	EXPECT_EQ(packet(text), TIOCPKT_FLUSHREAD);
	EXPECT_EQ(tcflow(slave, TCOOFF), 0);
	EXPECT_EQ(packet(text), TIOCPKT_STOP);
	EXPECT_EQ(tcflow(slave, TCOOFF), 0);
	EXPECT_EQ(tcflow(slave, TCOON), 0);
	EXPECT_EQ(packet(text), TIOCPKT_START);
	EXPECT_EQ(write(slave, "lost", 4), 4);
	EXPECT_EQ(tcflush(slave, TCIOFLUSH), 0);
	EXPECT_EQ(packet(text), TIOCPKT_FLUSHREAD | TIOCPKT_FLUSHWRITE);
	EXPECT_EQ(packet(text), -1);
	EXPECT_EQ(tcgetattr(slave, &t), 0);
	t.c_iflag &= ~(tcflag_t)IXON;
	EXPECT_EQ(tcsetattr(slave, TCSANOW, &t), 0);
	EXPECT_EQ(packet(text), TIOCPKT_NOSTOP);
	t.c_iflag |= IXON;
	EXPECT_EQ(tcsetattr(slave, TCSANOW, &t), 0);
	EXPECT_EQ(packet(text), TIOCPKT_DOSTOP);
	on = 0;
	EXPECT_EQ(ioctl(master, TIOCPKT, &on), 0);
	EXPECT_EQ(write(slave, "plain", 5), 5);
	EXPECT_TEXT(get(master), "plain");
	unpair();
}

/* The slave by way of its master, whatever its name leads to. */
static void peers(void)
{
	int lock = 1, fd, n = -1;

	pair();
	EXPECT_ERROR(ioctl(master, TIOCGPTPEER, O_RDWR | O_APPEND), EINVAL);
	EXPECT_ERROR(ioctl(slave, TIOCGPTPEER, O_RDWR), ENOTTY);
	fd = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	REQUIRE(fd >= 0);
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(write(fd, "peer", 4), 4);
	EXPECT_TEXT(get(master), "peer");
	close(fd);
	fd = ioctl(master, TIOCGPTPEER, O_RDONLY | O_NOCTTY);
	REQUIRE(fd >= 0);
	EXPECT_ERROR(write(fd, "peer", 4), EBADF);
	close(fd);
	EXPECT_EQ(ioctl(master, TIOCSPTLCK, &lock), 0);
	EXPECT_ERROR(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY), EIO);

	EXPECT_EQ(ioctl(slave, TIOCGEXCL, &n), 0);
	EXPECT_EQ(n, 0);
	EXPECT_EQ(ioctl(slave, TIOCEXCL), 0);
	EXPECT_EQ(ioctl(slave, TIOCGEXCL, &n), 0);
	EXPECT_EQ(n, 1);
	EXPECT_EQ(ioctl(slave, TIOCGETD, &n), 0);
	EXPECT_EQ(n, 0);
	EXPECT_EQ(ioctl(slave, TIOCSETD, &n), 0);
	n = 3;
	EXPECT_ERROR(ioctl(slave, TIOCSETD, &n), EINVAL);
	EXPECT_ERROR(ioctl(slave, TIOCSETD, BAD), EFAULT);
	EXPECT_ERROR(ioctl(master, TIOCSIG, SIGKILL), EINVAL);
	EXPECT_EQ(ioctl(master, TIOCSIG, SIGINT), 0);
	unpair();
}

/* ECHOPRT: what is erased is printed, as on paper. */
static void printed(void)
{
	pair();
	change(ECHOPRT, ECHOE);
	EXPECT_EQ(put("abc\x7f\x7f"
		      "d\n"),
		7);
	EXPECT_TEXT(get(master), "abc\\cb/d\r\n");
	EXPECT_TEXT(get(slave), "ad\n");
	EXPECT_EQ(put("ab cd\x17!\n"), 8);
	EXPECT_TEXT(get(master), "ab cd\\dc/!\r\n");
	EXPECT_TEXT(get(slave), "ab !\n");
	unpair();
}

/* A key's signal takes what was typed and what was written along, unless NOFLSH is set. */
static void discarded(void)
{
	pair();
	EXPECT_EQ(put("typed"), 5);
	EXPECT_EQ(write(slave, "written", 7), 7);
	EXPECT_EQ(put("\x03"), 1);
	EXPECT_TEXT(get(master), "^C");
	EXPECT_EQ(put("\n"), 1);
	EXPECT_TEXT(get(slave), "\n");
	get(master);
	change(NOFLSH, 0);
	EXPECT_EQ(put("typed"), 5);
	EXPECT_EQ(put("\x03"), 1);
	EXPECT_TEXT(get(master), "typed^C");
	EXPECT_EQ(put("\n"), 1);
	EXPECT_TEXT(get(slave), "typed\n");
	unpair();
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "pairs", pairs },
	{ "many", many },
	{ "errors", errors },
	{ "echo", echo },
	{ "lines", lines },
	{ "editing", editing },
	{ "long_lines", long_lines },
	{ "settings", settings },
	{ "minimum", minimum },
	{ "polling", polling },
	{ "slave_gone", slave_gone },
	{ "master_gone", master_gone },
	{ "gone_while_reading", gone_while_reading },
	{ "flow", flow },
	{ "packets", packets },
	{ "peers", peers },
	{ "printed", printed },
	{ "discarded", discarded },
	{ "garbage", garbage },
};
GUEST_MAIN(cases)
