/*
 * servers/console/terminal.c - the screen's cells, and the parser of what is written.
 *
 * The states are those of a VT500's parser, as Paul Williams has drawn it
 * (vt100.net/emu/dec_ansi_parser), less what Linux's console does not know.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/console/terminal.h"

#include <string.h>

#include "screen/cp437.h"
#include "servers/console/character.h"
#include "servers/console/terminal_edit.h"

#define ESC            0x1b
#define PARAMETER_MAX  65535u
#define PALETTE_DIGITS 7u /* of ESC ] P */

enum state {
	GROUND,
	ESCAPE,
	ESCAPE_BETWEEN, /* ESC ( and the like: one more byte */
	CSI,
	CSI_IGNORE, /* up to its end */
	OSC_START,
	OSC_PALETTE, /* digits, parameters[0] of them left */
	STRING,      /* up to BEL or ESC \ */
	LINUX_KEY,   /* ESC [ [ and one byte */
	STATES,
};

/* A character of ASCII in the set that is in use. */
static uint32_t in_set(const struct terminal *t, uint8_t c)
{
	/* DEC's special graphics, from 0x60 on (VT102 User Guide, "Character Sets"). */
	static const uint16_t graphics[] = { 0x25c6, 0x2592, 0x2409, 0x240c, 0x240d,
		0x240a, 0x00b0, 0x00b1, 0x2591, 0x240b, 0x2518, 0x2510, 0x250c, 0x2514,
		0x253c, 0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c, 0x2524, 0x2534,
		0x252c, 0x2502, 0x2264, 0x2265, 0x03c0, 0x2260, 0x00a3, 0x00b7 };
	uint8_t set = t->now.set[t->now.shift];

	if (set == '0' && c >= 0x60 && c <= 0x7e)
		return graphics[c - 0x60];
	if (set == '0' && c == '_')
		return ' ';
	if (set == 'A' && c == '#')
		return 0xa3;
	return c;
}

static void show(struct terminal *t, uint32_t code)
{
	bool two = character_is_double(code);

	if (character_is_combining(code))
		return;
	/* Half of it in one line would be none. */
	if (two && t->wrap && t->now.x + 1 == t->columns)
		t->now.wrap_next = true;
	edit_put(t, code > UINT16_MAX || two ? UTF8_REPLACEMENT : (uint16_t)code);
	/* Who wrote it counts two. */
	if (two && !t->now.wrap_next)
		edit_put(t, ' ');
}

static void print(struct terminal *t, uint8_t c)
{
	if (t->now.mapping)
		show(t, cp437_unicode(c));
	else if (c < 0x80)
		show(t, in_set(t, c));
	else if (t->utf8 && !utf8_begin(&t->code, c))
		show(t, UTF8_REPLACEMENT);
	else if (!t->utf8 && c >= 0xa0)
		show(t, c);
}

/* --- answers ----------------------------------------------------------------------------- */

/* All of it or, if nobody has read what came before, nothing. */
static void answer(struct terminal *t, const char *s)
{
	size_t n = strlen(s);

	if (n > TERMINAL_REPLY - t->replies)
		return;
	memcpy(t->reply + t->replies, s, n);
	t->replies += (uint32_t)n;
}

size_t terminal_reply(struct terminal *t, void *data, size_t n)
{
	if (n > t->replies)
		n = t->replies;
	memcpy(data, t->reply, n);
	t->replies -= (uint32_t)n;
	memmove(t->reply, t->reply + n, t->replies);
	return n;
}

static char *decimal(char *to, uint32_t v)
{
	char digits[10];
	int n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while (v /= 10);
	while (n)
		*to++ = digits[--n];
	return to;
}

static void answer_place(struct terminal *t)
{
	char text[32] = "\033[", *p = text + 2;

	p = decimal(p, t->now.y + 1 - (t->now.origin ? t->top : 0));
	*p++ = ';';
	p = decimal(p, t->now.x + 1);
	*p++ = 'R';
	*p = 0;
	answer(t, text);
}

/* --- control characters -------------------------------------------------------------------- */

static void control(struct terminal *t, uint8_t c)
{
	switch (c) {
	case '\b':
		edit_left(t, 1);
		break;
	case '\t':
		edit_tab(t, 1);
		break;
	case '\n':
	case '\v':
	case '\f':
		edit_line_feed(t);
		if (t->new_line)
			edit_column(t, 0);
		break;
	case '\r':
		edit_column(t, 0);
		break;
	case 0x0e:
	case 0x0f:
		t->now.shift = c == 0x0e;
		break;
	case 0x18: /* CAN, SUB: what was begun is nothing */
	case 0x1a:
		t->state = GROUND;
		break;
	case ESC:
		t->state = ESCAPE;
		t->intermediate = 0;
		break;
	default: /* BEL: there is nothing to ring */
		break;
	}
}

/* --- ESC and a byte --------------------------------------------------------------------------- */

static void escape(struct terminal *t, uint8_t c)
{
	t->state = GROUND;
	switch (c) {
	case '[':
		t->state = CSI;
		t->parameters = 0;
		t->prefix = t->intermediate = 0;
		memset(t->parameter, 0, sizeof(t->parameter));
		break;
	case ']':
		t->state = OSC_START;
		break;
	case 'P':
	case 'X':
	case '^':
	case '_':
		t->state = STRING;
		break;
	case '(':
	case ')':
	case '%':
	case '#':
		t->state = ESCAPE_BETWEEN;
		t->intermediate = c;
		break;
	case '7':
		t->saved = t->now;
		break;
	case '8':
		edit_restore(t);
		break;
	case 'D':
		edit_line_feed(t);
		break;
	case 'E':
		edit_line_feed(t);
		edit_column(t, 0);
		break;
	case 'H':
		edit_set_tab(t);
		break;
	case 'M':
		edit_reverse_line_feed(t);
		break;
	case 'Z':
		answer(t, "\033[?6c");
		break;
	case 'c':
		edit_reset(t);
		break;
	default: /* `=', `>': the number pad's keys stay as they are */
		break;
	}
}

static void escape_between(struct terminal *t, uint8_t c)
{
	t->state = GROUND;
	if (t->intermediate == '(' || t->intermediate == ')')
		t->now.set[t->intermediate == ')'] = c;
	else if (t->intermediate == '%' && (c == '@' || c == 'G' || c == '8'))
		t->utf8 = c != '@';
	else if (t->intermediate == '#' && c == '8')
		edit_fill(t, 'E');
}

/* --- control sequences: ESC [ parameters letter --------------------------------------------------- */

/* Parameter n, `otherwise` if it is not there or 0. */
static uint32_t parameter(const struct terminal *t, unsigned n, uint32_t otherwise)
{
	return t->parameter[n] ? t->parameter[n] : otherwise;
}

static void set_private(struct terminal *t, uint32_t mode, bool on)
{
	switch (mode) {
	case 1:
		t->application = on;
		break;
	case 5:
		t->reverse_screen = on;
		break;
	case 6:
		t->now.origin = on;
		edit_move(t, 0, 0);
		break;
	case 7:
		t->wrap = on;
		t->now.wrap_next = false;
		break;
	case 25:
		t->cursor = on;
		break;
	default: /* keyboard repeat, mice, other terminals' */
		break;
	}
}

static void set_modes(struct terminal *t, bool on)
{
	for (uint32_t i = 0; i < t->parameters; i++) {
		if (t->prefix == '?')
			set_private(t, t->parameter[i], on);
		else if (t->parameter[i] == 4)
			t->insert = on;
		else if (t->parameter[i] == 20)
			t->new_line = on;
	}
}

static void repeat(struct terminal *t)
{
	uint32_t n = parameter(t, 0, 1), most = t->columns * t->rows;

	while (t->last && n && most--) {
		edit_put(t, t->last);
		n--;
	}
}

static void report(struct terminal *t)
{
	if (t->parameter[0] == 5)
		answer(t, "\033[0n");
	else if (t->parameter[0] == 6)
		answer_place(t);
}

/* Sequences that move the cursor. False: c is none. */
static bool csi_move(struct terminal *t, uint8_t c)
{
	uint32_t n = parameter(t, 0, 1);

	switch (c) {
	case 'A':
		edit_up(t, n);
		return true;
	case 'B':
	case 'e':
		edit_down(t, n);
		return true;
	case 'C':
	case 'a':
		edit_right(t, n);
		return true;
	case 'D':
		edit_left(t, n);
		return true;
	case 'E':
		edit_down(t, n);
		edit_column(t, 0);
		return true;
	case 'F':
		edit_up(t, n);
		edit_column(t, 0);
		return true;
	case 'G':
	case '`':
		edit_column(t, n - 1);
		return true;
	case 'H':
	case 'f':
		edit_move(t, parameter(t, 1, 1) - 1, n - 1);
		return true;
	case 'I':
		edit_tab(t, n);
		return true;
	case 'Z':
		edit_back_tab(t, n);
		return true;
	case 'd':
		edit_move(t, t->now.x, n - 1);
		return true;
	default:
		return false;
	}
}

static void csi(struct terminal *t, uint8_t c)
{
	uint32_t n = parameter(t, 0, 1);

	if (csi_move(t, c))
		return;
	switch (c) {
	case '@':
		edit_insert_blanks(t, n);
		break;
	case 'J':
		edit_erase_screen(t, t->parameter[0]);
		break;
	case 'K':
		edit_erase_line(t, t->parameter[0]);
		break;
	case 'L':
		edit_insert_lines(t, n);
		break;
	case 'M':
		edit_delete_lines(t, n);
		break;
	case 'P':
		edit_delete(t, n);
		break;
	case 'S':
		edit_scroll(t, t->top, t->bottom, (int64_t)n);
		break;
	case 'T':
		edit_scroll(t, t->top, t->bottom, -(int64_t)n);
		break;
	case 'X':
		edit_erase(t, n);
		break;
	case 'b':
		repeat(t);
		break;
	case 'c':
		if (t->parameter[0] == 0)
			answer(t, "\033[?6c");
		break;
	case 'g':
		edit_clear_tabs(t, t->parameter[0]);
		break;
	case 'h':
	case 'l':
		set_modes(t, c == 'h');
		break;
	case 'm':
		edit_attributes(t);
		break;
	case 'n':
		report(t);
		break;
	case 'r':
		edit_set_margins(t, n - 1, parameter(t, 1, t->rows));
		break;
	case 's':
		t->saved = t->now;
		break;
	case 'u':
		edit_restore(t);
		break;
	default:
		break;
	}
}

static void csi_byte(struct terminal *t, uint8_t c)
{
	if (c >= '0' && c <= '9') {
		uint32_t *p = &t->parameter[t->parameters ? t->parameters - 1 : 0];

		if (!t->parameters)
			t->parameters = 1;
		*p = *p * 10 + (c - '0');
		if (*p > PARAMETER_MAX)
			*p = PARAMETER_MAX;
	} else if (c == ':') { /* parameters within a parameter, which nothing here has */
		t->state = CSI_IGNORE;
	} else if (c == ';') {
		t->parameters += t->parameters ? 1 : 2;
		if (t->parameters > TERMINAL_PARAMETERS)
			t->state = CSI_IGNORE;
	} else if (c == '[' && !t->parameters && !t->prefix) {
		t->state = LINUX_KEY;
	} else if (c >= '<' && c <= '?') {
		if (t->parameters || t->prefix)
			t->state = CSI_IGNORE;
		t->prefix = c;
	} else if (c >= ' ' && c <= '/') {
		t->intermediate = c;
	} else if (c >= '@' && c <= '~') {
		t->state = GROUND;
		if (!t->parameters)
			t->parameters = 1;
		if (t->intermediate)
			return;
		if (!t->prefix)
			csi(t, c);
		else if (t->prefix == '?' && (c == 'h' || c == 'l'))
			set_modes(t, c == 'h');
	}
}

/* --- strings, which are of no interest here ------------------------------------------------------- */

static void string_byte(struct terminal *t, uint8_t c)
{
	if (t->state == OSC_START) {
		/* Linux's own, which nothing ends: colours of the palette. */
		t->state = STRING;
		if (c == 'R') {
			t->state = GROUND;
			return;
		}
		if (c == 'P') {
			t->state = OSC_PALETTE;
			t->parameter[0] = PALETTE_DIGITS;
			return;
		}
	}
	if (t->state == OSC_PALETTE && --t->parameter[0] == 0)
		t->state = GROUND;
	else if (t->state == STRING && c == 7)
		t->state = GROUND;
}

/* --- bytes ------------------------------------------------------------------------------------------ */

static void byte(struct terminal *t, uint8_t c)
{
	if (t->code.left > 0) {
		if ((c & 0xc0) == 0x80) {
			/* Below 0xa0 are more control characters. */
			if (utf8_next(&t->code, c) && t->code.code >= 0xa0)
				show(t, t->code.code);
			return;
		}
		t->code.left = 0;
		show(t, UTF8_REPLACEMENT);
	}
	/* Within a string only what ends it is obeyed. */
	if (t->state >= OSC_START && t->state <= STRING && c != ESC && c != 0x18 &&
		c != 0x1a) {
		string_byte(t, c);
		return;
	}
	/* SGR 11 shows pictures that the others of these stand for. */
	if (c < ' ' &&
		(t->state != GROUND || !t->now.mapping || c == ESC ||
			(c >= '\a' && c <= 0x0f))) {
		control(t, c);
		return;
	}
	if (c == 0x7f)
		return;
	switch (t->state) {
	case ESCAPE:
		escape(t, c);
		break;
	case ESCAPE_BETWEEN:
		escape_between(t, c);
		break;
	case CSI:
		csi_byte(t, c);
		break;
	case CSI_IGNORE:
		if (c >= '@' && c <= '~')
			t->state = GROUND;
		break;
	case LINUX_KEY:
		t->state = GROUND;
		break;
	default:
		print(t, c);
		break;
	}
}

void terminal_write(struct terminal *t, const void *data, size_t n)
{
	const uint8_t *b = data;

	while (n--)
		byte(t, *b++);
}

void terminal_write_lines(struct terminal *t, const void *data, size_t n)
{
	const uint8_t *b = data;

	for (; n--; b++) {
		if (*b == '\n')
			byte(t, '\r');
		byte(t, *b);
	}
}

/* --- all of it ---------------------------------------------------------------------------------- */

void terminal_init(struct terminal *t, uint32_t columns, uint32_t rows)
{
	memset(t, 0, sizeof(*t));
	t->columns = columns < TERMINAL_COLUMNS ? columns : TERMINAL_COLUMNS;
	t->rows = rows < TERMINAL_ROWS ? rows : TERMINAL_ROWS;
	edit_reset(t);
}

static bool place_valid(const struct terminal *t, const struct terminal_place *p)
{
	return p->x < t->columns && p->y < t->rows && p->shift <= 1;
}

bool terminal_valid(const struct terminal *t, uint32_t columns, uint32_t rows)
{
	return columns && rows && columns <= TERMINAL_COLUMNS && rows <= TERMINAL_ROWS &&
		t->columns == columns && t->rows == rows && place_valid(t, &t->now) &&
		place_valid(t, &t->saved) && t->top < t->bottom && t->bottom <= rows &&
		t->state < STATES &&
		(t->parameters <= TERMINAL_PARAMETERS || t->state != CSI) &&
		t->code.left <= 3 && t->replies <= TERMINAL_REPLY;
}
