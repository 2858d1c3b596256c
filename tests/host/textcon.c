/*
 * tests/host/textcon.c - kernel/textcon.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/textcon.h"

#define COLS 10u
#define ROWS 4u

static struct textcon t;
static uint16_t *cells;
static uint16_t screen[ROWS][COLS]; /* as drawn */
static unsigned draws, cursor_col, cursor_row;

static void draw(unsigned col, unsigned row, uint16_t code)
{
	if (!CHECK(col < COLS && row < ROWS))
		return;
	CHECK(screen[row][col] != code); /* only what changed */
	screen[row][col] = code;
	draws++;
}

static void cursor(unsigned col, unsigned row)
{
	CHECK(col < COLS && row < ROWS);
	cursor_col = col;
	cursor_row = row;
}

static void start(void)
{
	free(cells);
	cells = malloc(2 * COLS * ROWS * sizeof(*cells));
	for (unsigned i = 0; i < ROWS * COLS; i++)
		screen[i / COLS][i % COLS] = ' ';
	draws = 0;
	textcon_init(&t, COLS, ROWS, cells, draw, cursor);
	CHECK_INT(draws, 0);
}

static void put(const char *s)
{
	char *copy = host_copy(s, strlen(s));

	textcon_write(&t, copy, strlen(s));
	free(copy);
}

/* Rows, joined by '/', blanks at their end left out, '?' above ASCII. */
static void check_screen(const char *want, unsigned col, unsigned row)
{
	char got[ROWS * (COLS + 1) + 1], *p = got;

	for (unsigned y = 0; y < ROWS; y++) {
		unsigned end = COLS;

		while (end > 0 && screen[y][end - 1] == ' ')
			end--;
		for (unsigned x = 0; x < end; x++)
			*p++ = screen[y][x] < 0x80 ? (char)screen[y][x] : '?';
		*p++ = '/';
	}
	p[-1] = '\0';
	CHECK_STR(got, want);
	CHECK_INT(cursor_col, col);
	CHECK_INT(cursor_row, row);
}

static void test_controls(void)
{
	start();
	check_screen("///", 0, 0);
	put("hi\nyou");
	check_screen("hi/you//", 3, 1);
	put("\rI\b\bwe");
	check_screen("hi/weu//", 2, 1);
	start();
	put("a\tb\tc\td");
	check_screen("a       bd///", 9, 0); /* the last column stops tabs */
	start();
	put("0123456789");
	check_screen("0123456789///", 9, 0); /* wraps only when it must */
	put("\n");
	check_screen("0123456789///", 0, 1);
	put("0123456789ab");
	check_screen("0123456789/0123456789/ab/", 2, 2);
	put("\b\b\b\b");
	check_screen("0123456789/0123456789/ab/", 0, 2);
	start();
	put("a\001\007\177\013b\033[31mred\033[0m\033[1;2Hx\033cy");
	check_screen("abredxy///", 7, 0);
	put("\033");
	put("[3");
	put("1m");
	put("z");
	check_screen("abredxyz///", 8, 0);
}

static void test_scroll(void)
{
	start();
	put("1\n2\n3\n4");
	check_screen("1/2/3/4", 1, 3);
	put("\n");
	check_screen("2/3/4/", 0, 3);
	put("0123456789x");
	check_screen("3/4/0123456789/x", 1, 3);
	draws = 0;
	put("\n\n\n\n\n\n\n\n\n\n\n\n\n\nend"); /* drawn once, not fourteen times */
	check_screen("///end", 3, 3);
	CHECK_INT(draws, 1 + 1 + 10 + 3); /* the old cells blanked, the new word */
	draws = 0;
	put("\rend");
	CHECK_INT(draws, 0);
}

static uint16_t first_code(const char *s)
{
	start();
	put(s);
	return screen[0][0];
}

static void test_utf8(void)
{
	CHECK_INT(first_code("A"), 'A');
	CHECK_INT(first_code("\xc2\xa0"), 0xa0);
	CHECK_INT(first_code("\xc3\xa9"), 0xe9);
	CHECK_INT(first_code("\xdf\xbf"), 0x7ff);
	CHECK_INT(first_code("\xe0\xa0\x80"), 0x800);
	CHECK_INT(first_code("\xef\xbc\x81"), 0xff01);
	CHECK_INT(first_code("\xe2\x9c\x93"), 0x2713);
	CHECK_INT(first_code("\xef\xbf\xbd"), 0xfffd);
	CHECK_INT(first_code("\xf0\x9f\x98\x80"), UTF8_REPLACEMENT); /* no room */
	CHECK_INT(first_code("\xc0\xaf"), UTF8_REPLACEMENT);         /* overlong */
	CHECK_INT(first_code("\xe0\x80\xaf"), UTF8_REPLACEMENT);
	CHECK_INT(first_code("\xf0\x80\x80\xaf"), UTF8_REPLACEMENT);
	CHECK_INT(first_code("\xed\xa0\x80"), UTF8_REPLACEMENT); /* surrogate */
	CHECK_INT(first_code("\xf4\x90\x80\x80"), UTF8_REPLACEMENT);
	CHECK_INT(first_code("\x80"), UTF8_REPLACEMENT);
	CHECK_INT(first_code("\xff"), UTF8_REPLACEMENT);
	CHECK_INT(first_code("\xc2\x85"), ' '); /* a control character */
	start();
	put("\xe2\x9c");
	put("\x93!"); /* in two writes */
	CHECK_INT(screen[0][0], 0x2713);
	CHECK_INT(screen[0][1], '!');
	start();
	put("\xe2\x9cx\xc3\n\xc3\xc3\xa9");
	CHECK_INT(screen[0][0], UTF8_REPLACEMENT);
	CHECK_INT(screen[0][1], 'x');
	CHECK_INT(screen[0][2], UTF8_REPLACEMENT);
	CHECK_INT(screen[1][0], UTF8_REPLACEMENT);
	CHECK_INT(screen[1][1], 0xe9);
}

/* Any bytes, cut anywhere, show the same as in one piece. */
static void test_pieces(void)
{
	static const char *const parts[] = { "\n", "\r", "\t", "\b", "\033[", "m", "x",
		"\xe2", "\x9c", "\x93", "\xff", "words ", "\xc3\xa9", "\033" };
	uint16_t whole[ROWS][COLS];
	char text[600];

	for (int round = 0; round < 2000; round++) {
		size_t n;

		text[0] = '\0';
		for (uint64_t i = host_below(80); i > 0; i--)
			strcat(text, parts[host_below(14)]);
		start();
		put(text);
		memcpy(whole, screen, sizeof(whole));
		start();
		n = strlen(text);
		for (size_t at = 0; at < n;) {
			size_t len = 1 + (size_t)host_below(7);

			len = len < n - at ? len : n - at;
			textcon_write(&t, text + at, len);
			at += len;
		}
		CHECK(memcmp(whole, screen, sizeof(whole)) == 0);
	}
}

/* While others draw nothing is drawn, and all of it afterwards. */
static void test_hidden(void)
{
	start();
	put("seen");
	textcon_hide(&t, true);
	draws = 0;
	put("\nhidden");
	CHECK_INT(draws, 0);
	memset(screen, 0xee, sizeof(screen));
	textcon_hide(&t, false);
	CHECK_INT(draws, ROWS * COLS);
	CHECK(screen[0][0] == 's' && screen[1][0] == 'h' && screen[3][9] == ' ');
	textcon_hide(&t, false);
	CHECK_INT(draws, ROWS * COLS);
}

int main(void)
{
	test_controls();
	test_scroll();
	test_utf8();
	test_pieces();
	test_hidden();
	free(cells);
	return host_report();
}
