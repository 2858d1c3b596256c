/*
 * tests/host/terminal.c - servers/console/terminal.c: sequences, and anything at all.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/cp437.h"
#include "servers/console/terminal.h"

#define COLUMNS 10u
#define ROWS    5u

static struct terminal *t;

static void begin(void)
{
	terminal_init(t, COLUMNS, ROWS);
}

static void say(const char *s)
{
	terminal_write(t, s, strlen(s));
}

/* The row's characters, those that are no ASCII as `~'. */
static const char *row(unsigned y)
{
	static char text[TERMINAL_COLUMNS + 1];

	for (unsigned x = 0; x < t->columns; x++) {
		uint16_t c = t->cell[y * t->columns + x].code;

		text[x] = c < 0x7f ? (char)c : '~';
	}
	text[t->columns] = 0;
	for (unsigned x = t->columns; x && text[x - 1] == ' ';)
		text[--x] = 0;
	return text;
}

static uint16_t code_at(unsigned x, unsigned y)
{
	return t->cell[y * t->columns + x].code;
}

static unsigned attribute_at(unsigned x, unsigned y)
{
	return t->cell[y * t->columns + x].attribute;
}

/* After `input' on a new screen the rows are these, up to the last that has something. */
static void check_rows(const char *input, const char *want, unsigned x, unsigned y)
{
	char got[ROWS * (COLUMNS + 1) + 1] = "";
	size_t n;

	begin();
	say(input);
	for (unsigned i = 0; i < ROWS; i++) {
		strcat(got, row(i));
		strcat(got, "|");
	}
	n = strlen(got);
	while (n && got[n - 1] == '|')
		got[--n] = 0;
	if (strcmp(got, want) != 0)
		printf("'%s' is not '%s'\n", got, want);
	CHECK(strcmp(got, want) == 0);
	CHECK_INT(t->now.x, x);
	CHECK_INT(t->now.y, y);
	CHECK(terminal_valid(t, COLUMNS, ROWS));
}

static void check_answer(const char *input, const char *want)
{
	char got[TERMINAL_REPLY + 1];
	size_t n;

	begin();
	say(input);
	n = terminal_reply(t, got, TERMINAL_REPLY);
	got[n] = 0;
	CHECK(strcmp(got, want) == 0);
	CHECK_INT(terminal_reply(t, got, TERMINAL_REPLY), 0);
}

/* A character after these sequences has this attribute. */
static void check_attribute(const char *input, unsigned want)
{
	begin();
	say(input);
	say("x");
	CHECK_INT(attribute_at(0, 0), want);
}

static void test_text(void)
{
	check_rows("abc", "abc", 3, 0);
	check_rows("ab\r\ncd", "ab|cd", 2, 1);
	check_rows("ab\ncd", "ab|  cd", 4, 1);
	check_rows("abc\bX", "abX", 3, 0);
	check_rows("a\tb", "a       b", 9, 0);
	check_rows("a\t\tb", "a        b", 9, 0);
	/* The cursor waits in the last column, until there is more. */
	check_rows("0123456789", "0123456789", 9, 0);
	check_rows("0123456789a", "0123456789|a", 1, 1);
	check_rows("0123456789\r\na", "0123456789|a", 1, 1);
	check_rows("0123456789\bX", "01234567X9", 9, 0);
	check_rows("0123456789\tX", "0123456789|X", 1, 1);
	check_rows("012345678\tX", "012345678X", 9, 0);
	check_rows("\033[?7l0123456789ab", "012345678b", 9, 0);
	check_rows("1\r\n2\r\n3\r\n4\r\n5\r\n6", "2|3|4|5|6", 1, 4);
	check_rows("a\a\177b", "ab", 2, 0);
	check_rows("\033[20hab\ncd", "ab|cd", 2, 1);
}

static void test_moves(void)
{
	check_rows("\033[3;4Hx", "||   x", 4, 2);
	check_rows("\033[;4Hx", "   x", 4, 0);
	check_rows("\033[3Hx", "||x", 1, 2);
	check_rows("\033[99;99Hx", "||||         x", 9, 4);
	check_rows("\033[0;0Hx", "x", 1, 0);
	check_rows("\033[3;4H\033[A\033[2Dx", "| x", 2, 1);
	check_rows("\033[2B\033[3Cx", "||   x", 4, 2);
	check_rows("\033[99B\033[99C\033[99A\033[99Dx", "x", 1, 0);
	check_rows("ab\033[Ec\033[Fd", "db|c", 1, 0);
	check_rows("ab\033[5Gc\033[3dd", "ab  c||     d", 6, 2);
	check_rows("ab\033[5`c\033[2ad\033[ee", "ab  c  d|        e", 9, 1);
	check_rows("ab\0337\033[4;4Hc\0338d", "abd|||   c", 3, 0);
	check_rows("ab\033[s\033[4;4Hc\033[ud", "abd|||   c", 3, 0);
	check_rows("ab\033Dc\033Ed\033Me", "ab| ec|d", 2, 1);
	check_rows("1\r\n2\033[H\033Mx", "x|1|2", 1, 0);
	/* Tabs. */
	check_rows("\033[3g\033[4G\033H\r\tx", "   x", 4, 0);
	check_rows("\033[9G\033[gx\r\ty", "        xy", 9, 0);
	check_rows("\033[10G\033[Zx", "        x", 9, 0);
	check_rows("\033[Ix", "        x", 9, 0);
	/* Origin mode and margins. */
	check_rows("\033[2;4r\033[?6h\033[1;1Hx\033[99;1Hy", "|x||y", 1, 3);
	check_rows("\033[2;4r\033[99Bx", "|||x", 1, 3);
	check_rows("\033[5H\033[2;4r\033[5H\033[9Bx", "||||x", 1, 4);
	check_rows("\0337\033[3;4r\033[?6h\0337\033[?6l\033[1;2r\0338x", "|x", 1, 1);
}

static void test_editing(void)
{
	check_rows("abcdef\033[3G\033[2Px", "abxf", 3, 0);
	check_rows("abcdef\033[3G\033[2@x", "abx cdef", 3, 0);
	check_rows("0123456789\033[9G\033[99@x", "01234567x", 9, 0);
	check_rows("abcdef\033[3G\033[2Xx", "abx ef", 3, 0);
	check_rows("abcdef\033[3G\033[K", "ab", 2, 0);
	check_rows("abcdef\033[3G\033[1K", "   def", 2, 0);
	check_rows("abcdef\033[3G\033[2K", "", 2, 0);
	check_rows("a\r\nb\r\nc\033[2;1H\033[J", "a", 0, 1);
	check_rows("a\r\nb\r\nc\033[2;1H\033[1J", "||c", 0, 1);
	check_rows("a\r\nb\r\nc\033[2J", "", 1, 2);
	check_rows("a\r\nb\r\nc\033[2;1H\033[L", "a||b|c", 0, 1);
	check_rows("a\r\nb\r\nc\033[2;1H\033[M", "a|c", 0, 1);
	check_rows("a\r\nb\r\nc\r\nd\033[2;3r\033[2H\033[2Lx", "a|x||d", 1, 1);
	check_rows("a\r\nb\r\nc\r\nd\033[2;3r\033[4H\033[2Mx", "a|b|c|x", 1, 3);
	check_rows("a\r\nb\r\nc\r\nd\033[2;3r\033[3H\nx", "a|c|x|d", 1, 2);
	check_rows("a\r\nb\r\nc\r\nd\033[2;3r\033[2H\033Mx", "a|x|b|d", 1, 1);
	check_rows("a\r\nb\r\nc\033[S", "b|c", 1, 2);
	check_rows("a\r\nb\r\nc\033[2T", "||a|b|c", 1, 2);
	check_rows("a\033[3bx", "aaaax", 5, 0);
	check_rows("ab\033[1G\033[4hXY\033[4lZ", "XYZb", 3, 0);
	check_rows("abc\033[?5h\033cd", "d", 1, 0);
	CHECK(!t->reverse_screen);
	begin();
	say("\033#8");
	CHECK(strcmp(row(4), "EEEEEEEEEE") == 0);
}

static void test_attributes(void)
{
	check_attribute("", 0x07);
	check_attribute("\033[1m", 0x0f);
	check_attribute("\033[1m\033[m", 0x07);
	check_attribute("\033[7m", 0x70);
	check_attribute("\033[1;7m", 0x78);
	check_attribute("\033[7;27m", 0x07);
	check_attribute("\033[31m", 0x04);
	check_attribute("\033[34;42m", 0x21);
	check_attribute("\033[1;33m", 0x0e);
	check_attribute("\033[1;33;22m", 0x06);
	check_attribute("\033[91m", 0x0c);
	check_attribute("\033[103m", 0x67);
	check_attribute("\033[31;44;39m", 0x17);
	check_attribute("\033[31;44;49m", 0x04);
	check_attribute("\033[5m", 0x87);
	check_attribute("\033[4m", 0x03);
	check_attribute("\033[4;24m", 0x07);
	check_attribute("\033[2m", 0x08);
	check_attribute("\033[38;5;9m", 0x0c);
	check_attribute("\033[38;5;196m", 0x0c);
	check_attribute("\033[38;5;21;1m", 0x09); /* bold is bright, whatever it was */
	check_attribute("\033[1;91m", 0x0c);
	check_attribute("\033[4:3m", 0x07);
	check_attribute("\033[38:2::1:2:3m", 0x07);
	check_attribute("\033[48;5;2m", 0x27);
	check_attribute("\033[38;2;0;170;0m", 0x02);
	check_attribute("\033[48;2;0;0;255m", 0x17);
	check_attribute("\033[38;5;250m", 0x0f);
	check_attribute("\033[38;5;244m", 0x07);
	check_attribute("\033[38m", 0x07);
	check_attribute("\033[31;38;5m", 0x04);
	check_attribute("\033[31m\0337\033[m\0338", 0x04);
	/* What is erased has the colours alone. */
	begin();
	say("\033[7;44m\033[2J");
	CHECK_INT(attribute_at(3, 3), 0x17);
}

static void test_characters(void)
{
	check_rows("\303\251x", "~x", 2, 0);
	CHECK_INT(code_at(0, 0), 0xe9);
	check_rows("\342\202\254", "~", 1, 0);
	CHECK_INT(code_at(0, 0), 0x20ac);
	/* Not UTF-8, cut off, too long, a surrogate, beyond Unicode. */
	check_rows("\377x", "~x", 2, 0);
	CHECK_INT(code_at(0, 0), UTF8_REPLACEMENT);
	check_rows("\303x", "~x", 2, 0);
	CHECK_INT(code_at(0, 0), UTF8_REPLACEMENT);
	check_rows("\300\257x", "~~x", 3, 0);
	check_rows("\340\200\257x", "~x", 2, 0);
	CHECK_INT(code_at(0, 0), UTF8_REPLACEMENT);
	check_rows("\355\240\200x", "~x", 2, 0);
	check_rows("\364\220\200\200x", "~x", 2, 0);
	check_rows("\342\202\033[2Gx", "~x", 2, 0);
	/* Two cells, none, and what the first 65536 have not. */
	check_rows("\346\274\242x", "~ x", 3, 0);
	check_rows("012345678\346\274\242x", "012345678|~ x", 3, 1);
	check_rows("e\314\201x", "ex", 2, 0);
	check_rows("\360\220\215\210x", "~x", 2, 0);
	CHECK_INT(code_at(0, 0), UTF8_REPLACEMENT);
	/* Line drawing, by its set or by SGR 11. */
	check_rows("\033(0qx\033(Bq", "~~q", 3, 0);
	CHECK_INT(code_at(0, 0), 0x2500);
	CHECK_INT(code_at(1, 0), 0x2502);
	check_rows("\016q\017q", "~q", 2, 0);
	CHECK_INT(code_at(0, 0), 0x2500);
	check_rows("\033[11m\304\020\033[10mx", "~~x", 3, 0);
	CHECK_INT(code_at(0, 0), 0x2500);
	CHECK_INT(code_at(1, 0), 0x25ba);
	check_rows("\033%@\351\033%G\303\251", "~~", 2, 0);
	CHECK_INT(code_at(0, 0), 0xe9);
	CHECK_INT(code_at(1, 0), 0xe9);
	for (unsigned c = 1; c < 256; c++)
		CHECK_INT(cp437_of(cp437_unicode((uint8_t)c)), c);
	CHECK_INT(cp437_of(UTF8_REPLACEMENT), '?');
}

/* What is no sequence of ours leaves nothing on the screen. */
static void test_others(void)
{
	check_rows("\033[?1049h\033[?2004h\033[>c\033[=1;2c\033[!px", "x", 1, 0);
	check_rows("\033]0;title\ax\033]2;more\033\\y", "xy", 2, 0);
	check_rows("\033]P1aabbccx\033]Ry", "xy", 2, 0);
	check_rows("\033P1$r0m\033\\x\033_apc\033\\y\033^pm\033\\z", "xyz", 3, 0);
	check_rows("\033[[Ax", "x", 1, 0);
	check_rows("\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18mx", "x", 1, 0);
	check_rows("\033[99999999999999999999Cx", "         x", 9, 0);
	check_rows("\033[3\030x\033[3\032y", "xy", 2, 0);
	check_rows("\033[3\033[2Cx", "  x", 3, 0);
	check_rows("a\033[2\bCx", "a x", 3, 0); /* obeyed within a sequence */
	check_rows("\033[ qx\033[1$ry", "xy", 2, 0);
	check_rows("\033=\033>\033[?8c\033[?0cx", "x", 1, 0);
	check_rows("\033[r\033[3;3r\033[4;2r\033[9;9rx", "x", 1, 0);
	CHECK_INT(t->top, 0);
	CHECK_INT(t->bottom, ROWS);
}

static void test_answers(void)
{
	char text[TERMINAL_REPLY];

	check_answer("\033[3;4H\033[6n", "\033[3;4R");
	check_answer("\033[2;4r\033[?6h\033[2;1H\033[6n", "\033[2;1R");
	check_answer("0123456789\033[6n", "\033[1;10R");
	check_answer("\033[5n", "\033[0n");
	check_answer("\033[c\033[0c", "\033[?6c\033[?6c");
	check_answer("\033Z", "\033[?6c");
	check_answer("\033[7n\033[1c\033[>c\033[?6n", "");
	/* Nobody reads: whole answers, as many as there is room for. */
	begin();
	for (int i = 0; i < 1000; i++)
		say("\033[c");
	CHECK_INT(terminal_reply(t, text, sizeof(text)), sizeof(text) / 5 * 5);
	/* In parts. */
	say("\033[6n");
	CHECK_INT(terminal_reply(t, text, 2), 2);
	CHECK_INT(terminal_reply(t, text + 2, 10), 4);
	CHECK(memcmp(text, "\033[1;1R", 6) == 0);
}

static void test_modes(void)
{
	begin();
	say("\033[?1h\033[?25l\033[?5h");
	CHECK(t->application && !t->cursor && t->reverse_screen);
	say("\033[?1;25;5h\033[?1;5l");
	CHECK(!t->application && t->cursor && !t->reverse_screen);
	terminal_write_lines(t, "a\nb\n", 4);
	CHECK(strcmp(row(0), "a") == 0);
	CHECK(strcmp(row(1), "b") == 0);
	CHECK_INT(t->now.x, 0);
}

/* Anything, most of it nearly a sequence, on screens of any size. */
static void fuzz(void)
{
	static const char likely[] =
		"\033\033\033[[[;;;0123456789??ABCDEFGHJKLMPSTXZ@abcdefghlmnrsu`()#%78]"
		"\n\n\r\t\b\016\017\030\302\251\342\202\254\346\274\242\314\201 xyz~\a\\P";
	char text[200], reply[TERMINAL_REPLY];

	for (int i = 0; i < 20000; i++) {
		unsigned columns = t->columns, rows = t->rows;

		if (i % 200 == 0) {
			columns = 1 + (unsigned)host_below(i % 400 ? 12 : 256);
			rows = 1 + (unsigned)host_below(i % 400 ? 6 : 100);
			terminal_init(t, columns, rows);
		}
		for (size_t n = 0; n < sizeof(text); n++)
			text[n] = host_below(8) ? likely[host_below(sizeof(likely) - 1)]
						: (char)host_random();
		terminal_write(t, text, sizeof(text));
		CHECK(terminal_valid(t, columns, rows));
		CHECK(terminal_reply(t, reply, sizeof(reply)) <= sizeof(reply));
	}
}

/* Whatever is found in memory: if it is taken for good, it can be gone on with. */
static void fuzz_state(void)
{
	struct terminal *copy = malloc(sizeof(*copy));
	unsigned taken = 0;

	for (int i = 0; i < 2000; i++) {
		terminal_init(t, 80, 25);
		say("\033[2;20r\033[31mtext\033[3;4");
		memcpy(copy, t, sizeof(*copy));
		for (unsigned n = (unsigned)host_below(4) + 1; n; n--)
			((uint8_t *)copy)[host_below(offsetof(struct terminal, cell))] =
				(uint8_t)host_below(host_below(2) ? 4 : 256);
		/* bool has two values. */
		for (bool *b = &copy->wrap; b <= &copy->application; b++)
			*(uint8_t *)b &= 1;
		for (bool *b = &copy->now.bold; b <= &copy->now.wrap_next; b++)
			*(uint8_t *)b &= 1;
		for (bool *b = &copy->saved.bold; b <= &copy->saved.wrap_next; b++)
			*(uint8_t *)b &= 1;
		if (!terminal_valid(copy, 80, 25))
			continue;
		taken++;
		memcpy(t, copy, sizeof(*copy));
		for (int n = 0; n < 50; n++)
			say("5;6mx\r\n\0338\033[3;9r\033[9Mabc\tdef\033[c\033[2@");
		CHECK(terminal_valid(t, 80, 25));
	}
	CHECK(taken > 100 && taken < 2000);
	free(copy);
}

int main(void)
{
	t = malloc(sizeof(*t));
	test_text();
	test_moves();
	test_editing();
	test_attributes();
	test_characters();
	test_others();
	test_answers();
	test_modes();
	terminal_init(t, 1, 1);
	fuzz();
	fuzz_state();
	terminal_init(t, 1000, 1000);
	CHECK(terminal_valid(t, TERMINAL_COLUMNS, TERMINAL_ROWS));
	free(t);
	return host_report();
}
