/*
 * servers/console/frame.c - characters as dots, in a linear frame buffer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stddef.h>
#include <stdint.h>

#include "screen/font.h"
#include "servers/console/screen.h"

#define CURSOR_LINES 2u /* at the bottom of its cell */

static struct {
	volatile uint8_t *at;
	uint32_t pitch;
	unsigned bytes, scale; /* of a pixel; pixels a dot */
	uint32_t colour[16];
} frame;

/* EGA's sixteen (blue 1, green 2, red 4, bright 8), of which dark yellow is brown. */
static uint32_t colour(const struct xinim_screen_info *info, unsigned n)
{
	unsigned low = n & 8 ? 0x55 : 0, high = n & 8 ? 0xff : 0xaa;
	uint64_t r = n & 4 ? high : low, g = n & 2 ? high : low, b = n & 1 ? high : low;

	if (n == 6)
		g = 0x55;
	r = r * ((1ull << info->red_bits) - 1) / 255;
	g = g * ((1ull << info->green_bits) - 1) / 255;
	b = b * ((1ull << info->blue_bits) - 1) / 255;
	return (uint32_t)(r << info->red_position | g << info->green_position |
		b << info->blue_position);
}

static void put(volatile uint8_t *p, uint32_t v)
{
	switch (frame.bytes) {
	case 4:
		*(volatile uint32_t *)p = v;
		break;
	case 3:
		p[2] = (uint8_t)(v >> 16);
		/* fall through */
	default:
		p[0] = (uint8_t)v;
		p[1] = (uint8_t)(v >> 8);
	}
}

static void draw(unsigned x, unsigned y, struct terminal_cell cell, bool cursor)
{
	const struct font_glyph *g = font_glyph(cell.code);
	uint32_t ink = frame.colour[cell.attribute & 15];
	uint32_t paper = frame.colour[cell.attribute >> 4];
	unsigned scale = frame.scale;
	volatile uint8_t *line = frame.at +
		(size_t)y * FONT_HEIGHT * scale * frame.pitch +
		(size_t)x * FONT_WIDTH * scale * frame.bytes;

	for (unsigned i = 0; i < FONT_HEIGHT * scale; i++, line += frame.pitch) {
		unsigned dots = g->rows[i / scale];
		volatile uint8_t *p = line;

		if (cursor && i >= (FONT_HEIGHT - CURSOR_LINES) * scale)
			dots = ~dots;
		for (unsigned j = 0; j < FONT_WIDTH * scale; j++, p += frame.bytes)
			put(p, dots & 0x80u >> j / scale ? ink : paper);
	}
}

const struct screen_device *frame_start(
	const struct xinim_screen_info *info, volatile void *at)
{
	static const struct screen_device device = { .draw = draw };
	unsigned width, height;

	if (info->bits != 16 && info->bits != 24 && info->bits != 32)
		return NULL;
	if (!info->columns || !info->rows || info->red_bits > 16 ||
		info->green_bits > 16 || info->blue_bits > 16)
		return NULL;
	/* As large as the kernel has drawn them. */
	width = info->columns * FONT_WIDTH;
	height = info->rows * FONT_HEIGHT;
	frame.scale = info->width / width >= 2 && info->height / height >= 2 ? 2 : 1;
	frame.bytes = info->bits / 8;
	if (width * frame.scale > info->width || height * frame.scale > info->height ||
		(uint64_t)info->width * frame.bytes > info->pitch)
		return NULL;
	frame.at = at;
	frame.pitch = info->pitch;
	for (unsigned i = 0; i < 16; i++)
		frame.colour[i] = colour(info, i);
	return &device;
}
