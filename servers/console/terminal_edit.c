/*
 * servers/console/terminal_edit.c - what control sequences do to the cells.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/console/terminal_edit.h"

#include <string.h>

/* How they are shown where there are only colours: as Linux's console has it. */
#define ITALIC_COLOUR    0x02u
#define UNDERLINE_COLOUR 0x03u
#define DIM_COLOUR       0x08u

#define TAB 8u

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static struct terminal_cell *row_at(struct terminal *t, uint32_t y)
{
	return &t->cell[(size_t)y * t->columns];
}

/* --- attributes ------------------------------------------------------------------------ */

static uint8_t attribute(const struct terminal_place *p)
{
	unsigned a = p->colour;

	if (p->italic)
		a = (a & 0xf0) | ITALIC_COLOUR;
	else if (p->underline)
		a = (a & 0xf0) | UNDERLINE_COLOUR;
	else if (p->dim)
		a = (a & 0xf0) | DIM_COLOUR;
	if (p->reverse)
		a = (a & 0x88) | ((a >> 4 | a << 4) & 0x77);
	if (p->blink)
		a ^= 0x80;
	if (p->bold)
		a |= 0x08;
	return (uint8_t)a;
}

/* What is erased has the colours, and nothing else. */
static void blank(struct terminal *t, struct terminal_cell *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		c[i] = (struct terminal_cell){ ' ', t->now.colour, 0 };
}

static void reset_attributes(struct terminal_place *p)
{
	p->colour = TERMINAL_NORMAL;
	p->bold = p->dim = p->italic = p->underline = p->blink = p->reverse = false;
}

/* ANSI's order of the eight colours has red where EGA's has blue. */
static unsigned ega(unsigned ansi)
{
	return (ansi & 2) | (ansi & 1) << 2 | (ansi >> 2 & 1);
}

static void set_foreground(struct terminal_place *p, unsigned ansi)
{
	p->colour = (uint8_t)((p->colour & 0xf0) | ega(ansi));
}

static void set_background(struct terminal_place *p, unsigned ansi)
{
	p->colour = (uint8_t)((p->colour & 0x0f) | ega(ansi) << 4);
}

/* The nearest of the eight colours, and in *bright if the bright one is meant. */
static unsigned nearest(unsigned r, unsigned g, unsigned b, bool *bright)
{
	unsigned most = r > g ? r : g, half;

	most = most > b ? most : b;
	half = most / 2;
	*bright = most > 0xaa || (most > 0x40 && r == g && g == b && most < 0x80);
	if (most <= 0x40 || (r == g && g == b && most < 0x80))
		return 0;
	return (r > half ? 1u : 0u) | (g > half ? 2u : 0u) | (b > half ? 4u : 0u);
}

/* Of 256 colours: 16, a cube of 6 by 6 by 6, and 24 greys. */
static unsigned of_256(uint32_t n, bool *bright)
{
	unsigned grey;

	if (n < 16) {
		*bright = n >= 8;
		return n & 7;
	}
	if (n < 232) {
		n -= 16;
		return nearest(n / 36 * 51, n / 6 % 6 * 51, n % 6 * 51, bright);
	}
	grey = 8 + (least(n, 255) - 232) * 10;
	return nearest(grey, grey, grey, bright);
}

/* After 38 or 48: how many parameters belong to it. */
static uint32_t other_colour(struct terminal *t, uint32_t at, bool foreground)
{
	const uint32_t *p = &t->parameter[at];
	uint32_t left = t->parameters - at, used;
	unsigned ansi;
	bool bright;

	if (left >= 3 && p[1] == 5) {
		ansi = of_256(p[2], &bright);
		used = 2;
	} else if (left >= 5 && p[1] == 2) {
		ansi = nearest(
			least(p[2], 255), least(p[3], 255), least(p[4], 255), &bright);
		used = 4;
	} else {
		return left - 1;
	}
	if (foreground) {
		set_foreground(&t->now, ansi);
		t->now.colour |= bright ? 8 : 0;
	} else {
		set_background(&t->now, ansi);
	}
	return used;
}

static void set_attribute(struct terminal_place *p, uint32_t n)
{
	if (n >= 30 && n <= 37)
		set_foreground(p, n - 30);
	else if (n >= 40 && n <= 47)
		set_background(p, n - 40);
	else if (n >= 90 && n <= 97) {
		set_foreground(p, n - 90);
		p->colour |= 8;
	} else if (n >= 100 && n <= 107)
		set_background(p, n - 100);
	else if (n == 39)
		p->colour = (p->colour & 0xf0) | (TERMINAL_NORMAL & 0x0f);
	else if (n == 49)
		p->colour = (p->colour & 0x0f) | (TERMINAL_NORMAL & 0xf0);
	else if (n >= 10 && n <= 12)
		p->mapping = (uint8_t)(n - 10);
}

void edit_attributes(struct terminal *t)
{
	struct terminal_place *p = &t->now;

	for (uint32_t i = 0; i < t->parameters; i++) {
		uint32_t n = t->parameter[i];
		bool on = n < 20;

		switch (on ? n : n - 20) {
		case 0:
			if (on)
				reset_attributes(p);
			break;
		case 1: /* 21 is a second underline, shown as the first */
			*(on ? &p->bold : &p->underline) = true;
			p->dim = on ? false : p->dim;
			break;
		case 2:
			p->dim = on;
			p->bold = false;
			break;
		case 3:
			p->italic = on;
			break;
		case 4:
			p->underline = on;
			break;
		case 5:
			p->blink = on;
			break;
		case 7:
			p->reverse = on;
			break;
		default:
			if (n == 38 || n == 48)
				i += other_colour(t, i, n == 38);
			else
				set_attribute(p, n);
		}
	}
}

/* --- scrolling ------------------------------------------------------------------------------ */

void edit_scroll(struct terminal *t, uint32_t top, uint32_t bottom, int64_t n)
{
	uint32_t height = bottom - top, by = (uint32_t)(n < 0 ? -n : n);
	size_t keep;

	by = least(by, height);
	keep = (size_t)(height - by) * t->columns;
	if (n > 0) {
		memmove(row_at(t, top), row_at(t, top + by), keep * sizeof(*t->cell));
		blank(t, row_at(t, bottom - by), (size_t)by * t->columns);
	} else {
		memmove(row_at(t, top + by), row_at(t, top), keep * sizeof(*t->cell));
		blank(t, row_at(t, top), (size_t)by * t->columns);
	}
}

void edit_line_feed(struct terminal *t)
{
	t->now.wrap_next = false;
	if (t->now.y + 1 == t->bottom)
		edit_scroll(t, t->top, t->bottom, 1);
	else if (t->now.y + 1 < t->rows)
		t->now.y++;
}

void edit_reverse_line_feed(struct terminal *t)
{
	t->now.wrap_next = false;
	if (t->now.y == t->top)
		edit_scroll(t, t->top, t->bottom, -1);
	else if (t->now.y > 0)
		t->now.y--;
}

void edit_set_margins(struct terminal *t, uint32_t top, uint32_t bottom)
{
	bottom = least(bottom, t->rows);
	if (bottom < 2 || top > bottom - 2)
		return; /* two lines at least */
	t->top = top;
	t->bottom = bottom;
	edit_move(t, 0, 0);
}

/* Within the margins: lines from the cursor's on move. */
static void move_lines(struct terminal *t, int64_t n)
{
	if (t->now.y < t->top || t->now.y >= t->bottom)
		return;
	t->now.wrap_next = false;
	edit_scroll(t, t->now.y, t->bottom, n);
}

void edit_insert_lines(struct terminal *t, uint32_t n)
{
	move_lines(t, -(int64_t)n);
}

void edit_delete_lines(struct terminal *t, uint32_t n)
{
	move_lines(t, n);
}

/* --- the cursor ----------------------------------------------------------------------------- */

void edit_column(struct terminal *t, uint32_t x)
{
	t->now.x = least(x, t->columns - 1);
	t->now.wrap_next = false;
}

void edit_move(struct terminal *t, uint32_t x, uint32_t y)
{
	if (t->now.origin)
		t->now.y = least(y, t->bottom - 1 - t->top) + t->top;
	else
		t->now.y = least(y, t->rows - 1);
	edit_column(t, x);
}

void edit_restore(struct terminal *t)
{
	t->now = t->saved;
	if (t->now.origin && t->now.y < t->top)
		t->now.y = t->top;
	if (t->now.origin && t->now.y >= t->bottom)
		t->now.y = t->bottom - 1;
}

/* The margins stop it, if it is between them. */
void edit_up(struct terminal *t, uint32_t n)
{
	uint32_t stop = t->now.y >= t->top ? t->top : 0;

	t->now.y -= least(n, t->now.y - stop);
	t->now.wrap_next = false;
}

void edit_down(struct terminal *t, uint32_t n)
{
	uint32_t stop = t->now.y < t->bottom ? t->bottom : t->rows;

	t->now.y += least(n, stop - 1 - t->now.y);
	t->now.wrap_next = false;
}

void edit_left(struct terminal *t, uint32_t n)
{
	edit_column(t, t->now.x - least(n, t->now.x));
}

void edit_right(struct terminal *t, uint32_t n)
{
	edit_column(t, t->now.x + least(n, t->columns));
}

/* --- tabs ------------------------------------------------------------------------------------- */

static bool is_tab(const struct terminal *t, uint32_t x)
{
	return t->tab[x / 64] >> (x % 64) & 1;
}

/* At the last column there is nothing to do: the next character still goes to the next line. */
void edit_tab(struct terminal *t, uint32_t n)
{
	uint32_t x = t->now.x;

	if (x == t->columns - 1)
		return;
	for (n = least(n, t->columns); n && x < t->columns - 1; n--)
		do
			x++;
		while (x < t->columns - 1 && !is_tab(t, x));
	edit_column(t, x);
}

void edit_back_tab(struct terminal *t, uint32_t n)
{
	uint32_t x = t->now.x;

	for (n = least(n, t->columns); n && x > 0; n--)
		do
			x--;
		while (x > 0 && !is_tab(t, x));
	edit_column(t, x);
}

void edit_set_tab(struct terminal *t)
{
	t->tab[t->now.x / 64] |= 1ULL << (t->now.x % 64);
}

void edit_clear_tabs(struct terminal *t, uint32_t which)
{
	if (which == 0)
		t->tab[t->now.x / 64] &= ~(1ULL << (t->now.x % 64));
	else if (which == 3)
		memset(t->tab, 0, sizeof(t->tab));
}

/* --- characters --------------------------------------------------------------------------------- */

void edit_insert_blanks(struct terminal *t, uint32_t n)
{
	struct terminal_cell *c = row_at(t, t->now.y) + t->now.x;
	uint32_t right = t->columns - t->now.x;

	n = least(n, right);
	memmove(c + n, c, (right - n) * sizeof(*c));
	blank(t, c, n);
	t->now.wrap_next = false;
}

void edit_delete(struct terminal *t, uint32_t n)
{
	struct terminal_cell *c = row_at(t, t->now.y) + t->now.x;
	uint32_t right = t->columns - t->now.x;

	n = least(n, right);
	memmove(c, c + n, (right - n) * sizeof(*c));
	blank(t, c + right - n, n);
	t->now.wrap_next = false;
}

void edit_erase(struct terminal *t, uint32_t n)
{
	blank(t, row_at(t, t->now.y) + t->now.x, least(n, t->columns - t->now.x));
	t->now.wrap_next = false;
}

/* 0: from the cursor on, 1: up to it, 2: all. */
void edit_erase_line(struct terminal *t, uint32_t what)
{
	struct terminal_cell *row = row_at(t, t->now.y);

	if (what == 0)
		blank(t, row + t->now.x, t->columns - t->now.x);
	else if (what == 1)
		blank(t, row, t->now.x + 1);
	else if (what == 2)
		blank(t, row, t->columns);
	t->now.wrap_next = false;
}

void edit_erase_screen(struct terminal *t, uint32_t what)
{
	uint32_t from = 0, to = t->rows;

	if (what == 0)
		from = t->now.y + 1;
	else if (what == 1)
		to = t->now.y;
	else if (what != 2 && what != 3)
		return;
	blank(t, row_at(t, from), (size_t)(to - from) * t->columns);
	if (what < 2)
		edit_erase_line(t, what);
	t->now.wrap_next = false;
}

void edit_put(struct terminal *t, uint16_t code)
{
	struct terminal_cell *c;

	if (t->now.wrap_next) {
		edit_line_feed(t);
		edit_column(t, 0);
	}
	if (t->insert)
		edit_insert_blanks(t, 1);
	c = row_at(t, t->now.y) + t->now.x;
	*c = (struct terminal_cell){ code, attribute(&t->now), 0 };
	t->last = code;
	if (t->now.x + 1 < t->columns)
		t->now.x++;
	else
		t->now.wrap_next = t->wrap;
}

void edit_fill(struct terminal *t, uint16_t code)
{
	for (size_t i = 0; i < (size_t)t->rows * t->columns; i++)
		t->cell[i] = (struct terminal_cell){ code, TERMINAL_NORMAL, 0 };
	t->now.x = t->now.y = 0;
	t->now.wrap_next = false;
}

void edit_reset(struct terminal *t)
{
	memset(&t->now, 0, sizeof(t->now));
	reset_attributes(&t->now);
	t->now.set[0] = 'B';
	t->now.set[1] = '0';
	t->saved = t->now;
	t->top = 0;
	t->bottom = t->rows;
	t->wrap = t->cursor = t->utf8 = true;
	t->insert = t->new_line = t->reverse_screen = t->application = false;
	t->state = 0;
	t->code.left = 0;
	t->last = 0;
	for (uint32_t x = 0; x < TERMINAL_COLUMNS; x++) {
		if (x % TAB == 0)
			t->tab[x / 64] |= 1ULL << (x % 64);
		else
			t->tab[x / 64] &= ~(1ULL << (x % 64));
	}
	blank(t, t->cell, (size_t)t->rows * t->columns);
}
