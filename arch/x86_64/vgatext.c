/*
 * arch/x86_64/vgatext.c - EGA/VGA text memory as a console.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/vgatext.h"

#include "arch/x86_64/io.h"
#include "kernel/textcon.h"
#include "screen/cp437.h"

#define MAX_COLS 132u
#define MAX_ROWS 60u

#define ATTRIBUTE 0x0700u /* light grey on black */

/* CRT controller of a colour adapter: an index port and a data port. */
#define CRTC_INDEX  0x3d4
#define CRTC_DATA   0x3d5
#define CURSOR_HIGH 0x0e
#define CURSOR_LOW  0x0f

static volatile uint16_t *cells;
static struct textcon text;
static uint16_t shadow[2 * MAX_COLS * MAX_ROWS];

static void draw(unsigned col, unsigned row, uint16_t code)
{
	cells[row * text.cols + col] = (uint16_t)(ATTRIBUTE | cp437_of(code));
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
