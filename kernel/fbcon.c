/*
 * kernel/fbcon.c - text on a linear RGB framebuffer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/fbcon.h"

#include <xinim/errno.h>

#include "kernel/textcon.h"
#include "screen/font.h"

#define MAX_COLS   256u
#define MAX_ROWS   100u
#define MAX_PIXELS 32768u /* a side */
#define HIDPI      2048u  /* from this width on, dots are two pixels a side */

#define GREY  0xaau /* of 255, each channel, for text */
#define BLACK 0x00u

typedef uint16_t pixel16 __attribute__((may_alias, aligned(1)));
typedef uint32_t pixel32 __attribute__((may_alias, aligned(1)));

/* The one screen. */
static struct {
	volatile uint8_t *base;
	struct boot_framebuffer fb;
	unsigned scale;
	uint32_t fg, bg;
	struct textcon text;
	uint16_t cells[2 * MAX_COLS * MAX_ROWS];
} screen;

/* `n` pixels of one colour from p on; returns what comes after them. */
static volatile uint8_t *fill(volatile uint8_t *p, unsigned n, uint32_t v)
{
	switch (screen.fb.bpp) {
	case 32:
		for (; n > 0; n--, p += 4)
			*(volatile pixel32 *)p = v;
		break;
	case 24:
		for (; n > 0; n--, p += 3) {
			p[0] = (uint8_t)v;
			p[1] = (uint8_t)(v >> 8);
			p[2] = (uint8_t)(v >> 16);
		}
		break;
	default:
		for (; n > 0; n--, p += 2)
			*(volatile pixel16 *)p = (uint16_t)v;
		break;
	}
	return p;
}

/* A line of a character: runs of dots that are alike, of which most lines have few. */
static void draw_line(volatile uint8_t *p, unsigned bits)
{
	uint32_t rest = (uint32_t)bits
		<< (32 - FONT_WIDTH); /* the next dot is the top bit */

	for (unsigned n, left = FONT_WIDTH; left > 0; left -= n, rest <<= n) {
		bool dot = rest >> 31;

		n = rest == 0 ? left : (unsigned)__builtin_clz(dot ? ~rest : rest);
		p = fill(p, n * screen.scale, dot ? screen.fg : screen.bg);
	}
}

static void draw(unsigned col, unsigned row, uint16_t code)
{
	const struct font_glyph *g = font_glyph(code);
	unsigned scale = screen.scale;
	size_t left = (size_t)col * FONT_WIDTH * scale * (screen.fb.bpp / 8u);
	size_t top = (size_t)row * FONT_HEIGHT * scale;

	for (unsigned y = 0; y < FONT_HEIGHT * scale; y++)
		draw_line(screen.base + (top + y) * screen.fb.pitch + left,
			g->rows[y / scale]);
}

static void clear(void)
{
	for (uint32_t y = 0; y < screen.fb.height; y++)
		fill(screen.base + (size_t)y * screen.fb.pitch, screen.fb.width,
			screen.bg);
}

/* --- set-up --------------------------------------------------------------------- */

static uint32_t mask(unsigned pos, unsigned size)
{
	return (uint32_t)(((1ull << size) - 1) << pos);
}

static int check(const struct boot_framebuffer *fb)
{
	uint32_t r, g, b;

	if (fb->type != BOOT_FB_RGB || (fb->bpp != 16 && fb->bpp != 24 && fb->bpp != 32))
		return -EINVAL;
	if (fb->width == 0 || fb->width > MAX_PIXELS || fb->height == 0 ||
		fb->height > MAX_PIXELS || fb->pitch < fb->width * (fb->bpp / 8u))
		return -EINVAL;
	if (fb->red_pos + fb->red_size > fb->bpp ||
		fb->green_pos + fb->green_size > fb->bpp ||
		fb->blue_pos + fb->blue_size > fb->bpp)
		return -EINVAL;
	r = mask(fb->red_pos, fb->red_size);
	g = mask(fb->green_pos, fb->green_size);
	b = mask(fb->blue_pos, fb->blue_size);
	if (r == 0 || g == 0 || b == 0 || (r & g) != 0 || (r & b) != 0 || (g & b) != 0)
		return -EINVAL;
	if (fb->width < FONT_WIDTH || fb->height < FONT_HEIGHT)
		return -ENOTTY;
	return 0;
}

/* `level` of 255 in a channel of `size` bits. */
static uint32_t channel(unsigned level, unsigned pos, unsigned size)
{
	uint64_t max = (1ull << size) - 1;

	return (uint32_t)((level * max + 127) / 255 << pos);
}

static uint32_t grey(const struct boot_framebuffer *fb, unsigned level)
{
	return channel(level, fb->red_pos, fb->red_size) |
		channel(level, fb->green_pos, fb->green_size) |
		channel(level, fb->blue_pos, fb->blue_size);
}

static void fbcon_write(struct console *con, const char *s, size_t n)
{
	(void)con;
	textcon_write(&screen.text, s, n);
}

static void fbcon_hide(struct console *con, bool hidden)
{
	(void)con;
	textcon_hide(&screen.text, hidden);
}

int fbcon_init(
	struct console *con, volatile void *base, const struct boot_framebuffer *fb)
{
	unsigned cols, rows;
	int err = check(fb);

	if (err < 0)
		return err;
	screen.base = base;
	screen.fb = *fb;
	screen.scale = fb->width >= HIDPI && fb->height >= 2 * FONT_HEIGHT ? 2 : 1;
	screen.fg = grey(fb, GREY);
	screen.bg = grey(fb, BLACK);
	cols = fb->width / (FONT_WIDTH * screen.scale);
	rows = fb->height / (FONT_HEIGHT * screen.scale);
	cols = cols < MAX_COLS ? cols : MAX_COLS;
	rows = rows < MAX_ROWS ? rows : MAX_ROWS;
	clear();
	textcon_init(&screen.text, cols, rows, screen.cells, draw, NULL);
	*con = (struct console){
		.name = "framebuffer", .write = fbcon_write, .hide = fbcon_hide
	};
	return 0;
}

void fbcon_size(unsigned *rows, unsigned *columns)
{
	*rows = screen.text.rows;
	*columns = screen.text.cols;
}
