/*
 * kernel/textcon.c - a screen of characters.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/textcon.h"

#include "kernel/string.h"

#define TAB 8u
#define ESC 0x1bu

enum { ESCAPE_NONE, ESCAPE_START, ESCAPE_CSI };

static void mark_dirty(struct textcon *t, unsigned from, unsigned to)
{
	if (from < t->dirty_from)
		t->dirty_from = from;
	if (to > t->dirty_to)
		t->dirty_to = to;
}

static void new_line(struct textcon *t)
{
	size_t keep = (size_t)(t->rows - 1) * t->cols;

	t->x = 0;
	if (t->y + 1 < t->rows) {
		t->y++;
		return;
	}
	memmove(t->want, t->want + t->cols, keep * sizeof(*t->want));
	for (size_t i = 0; i < t->cols; i++)
		t->want[keep + i] = ' ';
	mark_dirty(t, 0, t->rows);
}

static void put_code(struct textcon *t, uint32_t code)
{
	if (t->x == t->cols)
		new_line(t);
	t->want[(size_t)t->y * t->cols + t->x] =
		(uint16_t)(code > UINT16_MAX ? UTF8_REPLACEMENT : code);
	mark_dirty(t, t->y, t->y + 1);
	t->x++;
}

static void put_control(struct textcon *t, unsigned char c)
{
	switch (c) {
	case '\n':
		new_line(t);
		break;
	case '\r':
		t->x = 0;
		break;
	case '\t':
		t->x = (t->x / TAB + 1) * TAB;
		if (t->x >= t->cols)
			t->x = t->cols - 1;
		break;
	case '\b':
		if (t->x > 0)
			t->x--;
		break;
	case ESC:
		t->escape = ESCAPE_START;
		break;
	}
}

/* One byte of an escape sequence: ESC [ ... letter, or ESC and one byte. */
static void skip_escape(struct textcon *t, unsigned char c)
{
	if (t->escape == ESCAPE_START && c == '[')
		t->escape = ESCAPE_CSI;
	else if (t->escape == ESCAPE_START || (c >= 0x40 && c <= 0x7e))
		t->escape = ESCAPE_NONE;
}

static void put_byte(struct textcon *t, unsigned char c)
{
	if (t->code.left > 0) {
		if ((c & 0xc0) == 0x80) {
			/* Below 0xa0 are more control characters. */
			if (utf8_next(&t->code, c) && t->code.code >= 0xa0)
				put_code(t, t->code.code);
			return;
		}
		t->code.left = 0;
		put_code(t, UTF8_REPLACEMENT);
	}
	if (t->escape != ESCAPE_NONE)
		skip_escape(t, c);
	else if (c >= ' ' && c < 0x7f)
		put_code(t, c);
	else if (c < 0x80)
		put_control(t, c);
	else if (!utf8_begin(&t->code, c))
		put_code(t, UTF8_REPLACEMENT);
}

static void show(struct textcon *t)
{
	if (t->hidden)
		return;
	for (unsigned row = t->dirty_from; row < t->dirty_to; row++) {
		size_t at = (size_t)row * t->cols;

		for (unsigned col = 0; col < t->cols; col++, at++) {
			if (t->shown[at] == t->want[at])
				continue;
			t->shown[at] = t->want[at];
			t->draw(col, row, t->shown[at]);
		}
	}
	t->dirty_from = t->rows;
	t->dirty_to = 0;
	if (t->cursor != NULL)
		t->cursor(t->x < t->cols ? t->x : t->cols - 1, t->y);
}

void textcon_init(struct textcon *t, unsigned cols, unsigned rows, uint16_t *cells,
	void (*draw)(unsigned col, unsigned row, uint16_t code),
	void (*cursor)(unsigned col, unsigned row))
{
	size_t n = (size_t)cols * rows;

	memset(t, 0, sizeof(*t));
	t->cols = cols;
	t->rows = rows;
	t->want = cells;
	t->shown = cells + n;
	for (size_t i = 0; i < 2 * n; i++)
		cells[i] = ' ';
	t->draw = draw;
	t->cursor = cursor;
	show(t);
}

void textcon_hide(struct textcon *t, bool hidden)
{
	if (t->hidden == hidden)
		return;
	t->hidden = hidden;
	/* No cell is to show 0. */
	if (!hidden)
		memset(t->shown, 0, sizeof(*t->shown) * t->cols * t->rows);
	mark_dirty(t, 0, t->rows);
	show(t);
}

void textcon_write(struct textcon *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_byte(t, (unsigned char)s[i]);
	show(t);
}
