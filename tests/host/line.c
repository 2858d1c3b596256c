/*
 * tests/host/line.c - servers/vfs/line.c: what is typed, echoed, written.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <signal.h>
#include <string.h>
#include <termios.h>

#include "servers/vfs/line.h"

static struct line line;
static char sent[20000];
static size_t sent_length;
static int signals[8], signal_count;

static void take_output(struct line *l, const void *data, size_t n)
{
	(void)l;
	if (sent_length + n < sizeof(sent)) {
		memcpy(sent + sent_length, data, n);
		sent_length += n;
	}
	sent[sent_length] = '\0';
}

static void take_signal(struct line *l, int signal)
{
	(void)l;
	if (signal_count < 8)
		signals[signal_count++] = signal;
}

static void start(void)
{
	line_init(&line);
	line.send = take_output;
	line.signal = take_signal;
	sent_length = 0;
	sent[0] = '\0';
	signal_count = 0;
}

static void type(const char *text)
{
	line_input(&line, text, strlen(text));
}

/* One read of at most n bytes gets `want`. */
static void check_read(size_t n, const char *want)
{
	char got[LINE_ROOM + 1];

	got[line_take(&line, got, n)] = '\0';
	CHECK_STR(got, want);
}

static void check_sent(const char *want)
{
	CHECK_STR(sent, want);
	sent_length = 0;
	sent[0] = '\0';
}

static void set_flags(uint32_t off, uint32_t on)
{
	struct xinim_termios t = line.t;

	t.c_lflag = (t.c_lflag & ~off) | on;
	line_set(&line, &t);
}

static void test_lines(void)
{
	start();
	type("ls");
	CHECK(!line_readable(&line));
	type("\rpwd\n");
	CHECK(line_readable(&line));
	CHECK_INT(line_waiting(&line), 7);
	check_sent("ls\r\npwd\r\n");
	check_read(100, "ls\n");
	check_read(2, "pw");
	CHECK(line_readable(&line));
	check_read(100, "d\n");
	CHECK(!line_readable(&line));
}

static void test_end_of_file(void)
{
	start();
	type("\004");
	CHECK(line_readable(&line));
	check_read(100, "");
	CHECK(!line_readable(&line));
	type("half\004rest\n");
	check_read(4, "half"); /* exactly: the end goes with it */
	check_read(100, "rest\n");
	check_sent("halfrest\r\n");
}

static void test_editing(void)
{
	start();
	type("abd\177c\n");
	check_sent("abd\b \bc\r\n");
	check_read(100, "abc\n");
	type("\177\177x\n"); /* nothing to erase */
	check_sent("x\r\n");
	check_read(100, "x\n");
	type("one two\027three\n");
	check_read(100, "one three\n");
	sent_length = 0;
	type("wrong\025right\n");
	check_sent("wrong\b \b\b \b\b \b\b \b\b \bright\r\n");
	check_read(100, "right\n");
	start();
	type("\303\251\177x\n"); /* one character of two bytes */
	check_sent("\303\251\b \bx\r\n");
	check_read(100, "x\n");
	type("a\t\177b\n");
	check_sent("a\t\b\b\b\b\b\b\bb\r\n");
	check_read(100, "ab\n");
	type("\001\177\n"); /* shown as two */
	check_sent("^A\b \b\b \b\r\n");
	check_read(100, "\n");
	type("ab\022c\n");
	check_sent("ab^R\r\nabc\r\n");
	check_read(100, "abc\n");
	type("\026\003\n");
	check_sent("^\b^C\r\n");
	check_read(100, "\003\n");
	CHECK_INT(signal_count, 0);
}

/* Byte for byte what a terminal of Linux's does. */
static void test_editing_as_linux(void)
{
	start();
	type("\001"); /* output in between does not count */
	line_output(&line, "q", 1);
	type("\025");
	check_sent("^Aq\b \b\b \b");
	type("a\tb\t\177");
	check_sent("a\tb\t\b\b\b\b\b\b\b");
	type("\n");
	line_take(&line, (char[10]){ 0 }, 10);
	start();
	line_output(&line, "\nab", 3); /* the tab is from where the line begins on */
	type("c\t\177");
	check_sent("\r\nabc\t\b\b\b\b\b");
	type("\n\251\177\n"); /* the end of a character whose beginning is not there */
	check_sent("\r\n\251\r\n");
	check_read(100, "c\n");
	check_read(100, "\251\n");
	type("x \303\251\342\202\254 ,\027y\n"); /* words in UTF-8 */
	check_read(100, "x y\n");
	start();
	set_flags(ECHOKE, 0);
	type("\025a\025"); /* nothing to kill, then one */
	check_sent("a^U\r\n");
	start();
	set_flags(0, ECHOPRT);
	type("ab\177\177c\n");
	check_sent("ab\\ba/c\r\n");
	start();
	set_flags(ECHO, 0);
	type("\022\n"); /* nothing to show again */
	check_read(100, "\022\n");
	set_flags(0, ECHONL);
	type("a\n");
	check_sent("\r\n");
	start();
	type("\026\n\n");
	check_sent("^\b^J\r\n");
	start();
	set_flags(ICANON, 0);
	type("\n\r");
	check_sent("^J\r\n");
	check_read(100, "\n\n");
	start();
	line.t.c_iflag |= PARMRK;
	type("\377\n");
	check_read(100, "\377\377\n");
	start();
	set_flags(0, EXTPROC);
	type("\003\177a");
	check_sent("");
	CHECK_INT(signal_count, 0);
	check_read(100, "\003\177a");
}

static void test_signals(void)
{
	start();
	type("half\003");
	CHECK_INT(signal_count, 1);
	CHECK_INT(signals[0], SIGINT);
	check_sent("half^C");
	type("line\n");
	check_read(100, "line\n");
	type("\034\032");
	CHECK_INT(signal_count, 3);
	CHECK_INT(signals[1], SIGQUIT);
	CHECK_INT(signals[2], SIGTSTP);
	set_flags(0, NOFLSH);
	type("kept\003\n");
	check_read(100, "kept\n");
	set_flags(ISIG, 0);
	type("\003\n");
	check_read(100, "\003\n");
	CHECK_INT(signal_count, 4);
}

static void test_flow(void)
{
	start();
	type("\023");
	CHECK(line.stopped);
	type("a");
	CHECK(line.stopped);
	type("\021");
	CHECK(!line.stopped);
	type("\n");
	check_read(100, "a\n");
	line.t.c_iflag |= IXANY;
	type("\023b");
	CHECK(!line.stopped);
	line.stopped = line.held = true; /* TCOOFF */
	type("\021b\003");
	CHECK(line.stopped);
	line.held = false;
	line.t.c_iflag &= ~(uint32_t)IXON;
	type("\021\003"); /* no keys that stop or start */
	CHECK(line.stopped);
	line_set(&line, &line.t);
	CHECK(!line.stopped);
}

/* What is echoed while output is stopped is shown when it goes on. */
static void test_held_echo(void)
{
	start();
	type("a\023bc");
	check_sent("a");
	type("\177\021");
	check_sent("bc\b \b");
	type("\r");
	check_sent("\r\n");
	check_read(100, "ab\n");
	/* A signal's key throws it away, unless NOFLSH. */
	type("\023de\003");
	check_sent("^C");
	set_flags(0, NOFLSH);
	type("\023de\003");
	check_sent("de^C");
	line.stopped = line.held = true;
	type("f\021");
	check_sent("");
	line.held = false;
	line_start(&line);
	check_sent("f");
	/* More than there is room for is lost. */
	type("\023");
	for (unsigned i = 0; i < 2 * LINE_ROOM; i++)
		type("x\177");
	type("\021");
	CHECK_INT(sent_length, LINE_ROOM);
	sent_length = 0;
	type("y");
	check_sent("y");
}

static void test_output(void)
{
	start();
	line_output(&line, "a\nb\tc", 5);
	check_sent("a\r\nb\tc");
	line.t.c_oflag = OPOST | TAB3 | OLCUC;
	line_output(&line, "\r", 1);
	line_output(&line, "ab\tc", 4);
	check_sent("\rAB      C");
	line.t.c_oflag = OPOST | OCRNL | ONOCR | ONLRET;
	line_output(&line, "\n\rx\r", 4);
	check_sent("\nx\n");
	line.t.c_oflag = 0;
	line_output(&line, "\n\r", 2);
	check_sent("\n\r");
}

static void test_raw(void)
{
	start();
	set_flags(ICANON | ECHO | ISIG | IEXTEN, 0);
	type("\003\177x");
	check_sent("");
	CHECK(line_readable(&line));
	check_read(2, "\003\177");
	check_read(2, "x");
	/* What was typed before the settings changed is not lost, either way. */
	start();
	type("abc");
	set_flags(ICANON, 0);
	check_read(2, "ab");
	set_flags(0, ICANON);
	check_read(100, "c");
	start();
	set_flags(ICANON, 0);
	type("xyz");
	set_flags(0, ICANON);
	CHECK(line_readable(&line));
	type("\177more\n"); /* that line is closed: there is nothing to erase */
	check_read(100, "xyz");
	check_read(100, "more\n");
	/* An end of file that is read without lines is a NUL; with them, it is one again. */
	start();
	type("\004");
	set_flags(ICANON, 0);
	CHECK_INT(line_waiting(&line), 1);
	set_flags(0, ICANON);
	CHECK_INT(line_waiting(&line), 0);
	CHECK(line_readable(&line));
	check_read(100, "");
	CHECK(!line_readable(&line));
	type("a\004b\n");
	set_flags(ICANON, 0);
	set_flags(0, ICANON);
	CHECK_INT(line_take(&line, (char[10]){ 0 }, 10), 4);
}

static void test_room(void)
{
	start();
	for (int i = 0; i < 2 * LINE_ROOM; i++)
		type("x");
	CHECK_INT(line.used, LINE_MAX_INPUT);
	type("\n");
	CHECK(line_readable(&line));
	CHECK_INT(line_waiting(&line), LINE_ROOM);
	type("\nmore\n");
	{
		char all[LINE_ROOM];

		CHECK_INT(line_take(&line, all, sizeof(all)), LINE_ROOM);
		CHECK_INT(all[LINE_ROOM - 1], '\n');
	}
	CHECK(!line_readable(&line));
	type("again\n");
	check_read(100, "again\n");
}

/* Anything typed, written and set, in any order: the counts stay true. */
static void test_random(void)
{
	start();
	for (int i = 0; i < 200000; i++) {
		uint8_t b = (uint8_t)host_random();
		char got[64];

		sent_length = 0;
		if (host_below(4))
			b = (uint8_t) " a\n\r\004\177\025\027\026\003\t\303\251"
				[host_below(13)];
		line_input(&line, &b, 1);
		if (host_below(8) == 0)
			line_take(&line, got, host_below(sizeof(got)));
		if (host_below(500) == 0) {
			struct xinim_termios t = line.t;

			t.c_lflag ^= 1u << host_below(16);
			t.c_iflag ^= 1u << host_below(15);
			t.c_oflag ^= 1u << host_below(6);
			line_set(&line, &t);
		}
		if (host_below(1000) == 0)
			line_flush_input(&line);
		CHECK(line.used <= LINE_ROOM && line.edited <= line.used);
		CHECK(line.ends <= line.used);
	}
}

int main(void)
{
	test_lines();
	test_end_of_file();
	test_editing();
	test_editing_as_linux();
	test_signals();
	test_flow();
	test_held_echo();
	test_output();
	test_raw();
	test_room();
	test_random();
	return host_report();
}
