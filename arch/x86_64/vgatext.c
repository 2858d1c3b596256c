/*
 * arch/x86_64/vgatext.c - EGA/VGA text memory as a console.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/vgatext.h"

#include "arch/x86_64/io.h"
#include "kernel/textcon.h"

#define MAX_COLS 132u
#define MAX_ROWS 60u

#define ATTRIBUTE 0x0700u /* light grey on black */

/* CRT controller of a colour adapter: an index port and a data port. */
#define CRTC_INDEX  0x3d4
#define CRTC_DATA   0x3d5
#define CURSOR_HIGH 0x0e
#define CURSOR_LOW  0x0f

/* Unicode of the adapter's characters 128 to 255. */
static const uint16_t cp437[128] = {
	0x00c7,
	0x00fc,
	0x00e9,
	0x00e2,
	0x00e4,
	0x00e0,
	0x00e5,
	0x00e7,
	0x00ea,
	0x00eb,
	0x00e8,
	0x00ef,
	0x00ee,
	0x00ec,
	0x00c4,
	0x00c5,
	0x00c9,
	0x00e6,
	0x00c6,
	0x00f4,
	0x00f6,
	0x00f2,
	0x00fb,
	0x00f9,
	0x00ff,
	0x00d6,
	0x00dc,
	0x00a2,
	0x00a3,
	0x00a5,
	0x20a7,
	0x0192,
	0x00e1,
	0x00ed,
	0x00f3,
	0x00fa,
	0x00f1,
	0x00d1,
	0x00aa,
	0x00ba,
	0x00bf,
	0x2310,
	0x00ac,
	0x00bd,
	0x00bc,
	0x00a1,
	0x00ab,
	0x00bb,
	0x2591,
	0x2592,
	0x2593,
	0x2502,
	0x2524,
	0x2561,
	0x2562,
	0x2556,
	0x2555,
	0x2563,
	0x2551,
	0x2557,
	0x255d,
	0x255c,
	0x255b,
	0x2510,
	0x2514,
	0x2534,
	0x252c,
	0x251c,
	0x2500,
	0x253c,
	0x255e,
	0x255f,
	0x255a,
	0x2554,
	0x2569,
	0x2566,
	0x2560,
	0x2550,
	0x256c,
	0x2567,
	0x2568,
	0x2564,
	0x2565,
	0x2559,
	0x2558,
	0x2552,
	0x2553,
	0x256b,
	0x256a,
	0x2518,
	0x250c,
	0x2588,
	0x2584,
	0x258c,
	0x2590,
	0x2580,
	0x03b1,
	0x00df,
	0x0393,
	0x03c0,
	0x03a3,
	0x03c3,
	0x00b5,
	0x03c4,
	0x03a6,
	0x0398,
	0x03a9,
	0x03b4,
	0x221e,
	0x03c6,
	0x03b5,
	0x2229,
	0x2261,
	0x00b1,
	0x2265,
	0x2264,
	0x2320,
	0x2321,
	0x00f7,
	0x2248,
	0x00b0,
	0x2219,
	0x00b7,
	0x221a,
	0x207f,
	0x00b2,
	0x25a0,
	0x00a0,
};

/* What the adapter has elsewhere, or something close. */
static const struct {
	uint16_t code;
	uint8_t shown;
} others[] = {
	{ 0x2010, '-' },
	{ 0x2013, '-' },
	{ 0x2014, '-' },
	{ 0x2018, '\'' },
	{ 0x2019, '\'' },
	{ 0x201c, '"' },
	{ 0x201d, '"' },
	{ 0x2022, 0x07 },
	{ 0x2026, '.' },
	{ 0x2190, 0x1b },
	{ 0x2191, 0x18 },
	{ 0x2192, 0x1a },
	{ 0x2193, 0x19 },
	{ 0x2713, 0xfb },
	{ 0x00d7, 'x' },
	{ 0x03bc, 0xe6 },
	{ 0x25cf, 0x07 },
};

static volatile uint16_t *cells;
static struct textcon text;
static uint16_t shadow[2 * MAX_COLS * MAX_ROWS];

static uint8_t to_adapter(uint16_t code)
{
	if (code < 0x80)
		return (uint8_t)code;
	for (unsigned i = 0; i < sizeof(cp437) / sizeof(cp437[0]); i++) {
		if (cp437[i] == code)
			return (uint8_t)(0x80 + i);
	}
	for (unsigned i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (others[i].code == code)
			return others[i].shown;
	}
	return '?';
}

static void draw(unsigned col, unsigned row, uint16_t code)
{
	cells[row * text.cols + col] = (uint16_t)(ATTRIBUTE | to_adapter(code));
}

static void move_cursor(unsigned col, unsigned row)
{
	unsigned at = row * text.cols + col;

	outb(CRTC_INDEX, CURSOR_HIGH);
	outb(CRTC_DATA, (uint8_t)(at >> 8));
	outb(CRTC_INDEX, CURSOR_LOW);
	outb(CRTC_DATA, (uint8_t)at);
}

static void vgatext_write(struct console *con, const char *s, size_t n)
{
	(void)con;
	textcon_write(&text, s, n);
}

static void vgatext_hide(struct console *con, bool hidden)
{
	(void)con;
	textcon_hide(&text, hidden);
}

struct console *vgatext_init(volatile uint16_t *base, unsigned cols, unsigned rows)
{
	static struct console con = {
		.name = "vga",
		.write = vgatext_write,
		.hide = vgatext_hide,
	};

	if (cols == 0 || cols > MAX_COLS || rows == 0 || rows > MAX_ROWS)
		return NULL;
	cells = base;
	for (unsigned i = 0; i < cols * rows; i++)
		cells[i] = ATTRIBUTE | ' ';
	textcon_init(&text, cols, rows, shadow, draw, move_cursor);
	return &con;
}
