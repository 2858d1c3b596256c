/*
 * tests/host/fbcon.c - kernel/fbcon.c on framebuffers of many shapes.
 *
 * The pixels are compared with what the text and the font say, the bytes
 * between the lines and after the last pixel with what they were.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include <xinim/errno.h>

#include "kernel/fbcon.h"
#include "screen/font.h"

#define FILLER 0x5c

/* A font of five glyphs, each row of each different. */
#define ROWS(n)                                                                      \
	{                                                                            \
		n, n + 1, n ^ 0xff, n + 3, n, 0, 0xff, n, n, 0x81, n, n, 1, 0x80, n, \
			n + 7                                                        \
	}
const struct font_glyph font_glyphs[] = {
	{ ' ', { 0 } },
	{ '?', ROWS(0x11) },
	{ 'A', ROWS(0x36) },
	{ 'B', ROWS(0x6a) },
	{ 0x2713, ROWS(0xc3) },
	{ 0xfffd, ROWS(0x42) },
};
const unsigned font_nglyphs = sizeof(font_glyphs) / sizeof(font_glyphs[0]);

static struct boot_framebuffer fb;
static uint8_t *mem;

static size_t fb_bytes(void)
{
	return (size_t)fb.pitch * (fb.height - 1) + (size_t)fb.width * (fb.bpp / 8);
}

static uint32_t pixel(unsigned x, unsigned y)
{
	uint32_t v = 0;

	memcpy(&v, mem + (size_t)y * fb.pitch + (size_t)x * (fb.bpp / 8), fb.bpp / 8);
	return v;
}

static const uint8_t *glyph(unsigned code)
{
	for (unsigned i = 0; i < font_nglyphs; i++) {
		if (font_glyphs[i].code == code)
			return font_glyphs[i].rows;
	}
	return glyph(0xfffd);
}

/* The screen shows `rows` strings of ASCII ('\1' for U+2713), else nothing. */
static void check_pixels(const char *const *text, unsigned nrows, uint32_t fg)
{
	unsigned scale = fb.width >= 2048 ? 2 : 1, bad = 0;

	for (unsigned y = 0; y < fb.height; y++) {
		unsigned row = y / (16 * scale);

		for (unsigned x = 0; x < fb.width; x++) {
			unsigned col = x / (8 * scale), code = ' ';

			if (row < nrows && col < strlen(text[row]))
				code = (unsigned char)text[row][col];
			if (code == 1)
				code = 0x2713;
			bad += pixel(x, y) !=
				(glyph(code)[y / scale % 16] >> (7 - x / scale % 8) & 1
						? fg
						: 0);
		}
		for (size_t i = (size_t)fb.width * (fb.bpp / 8);
			y + 1 < fb.height && i < fb.pitch; i++)
			bad += mem[(size_t)y * fb.pitch + i] != FILLER;
	}
	CHECK_INT(bad, 0);
}

static void set(unsigned width, unsigned height, unsigned pad, unsigned bpp)
{
	fb = (struct boot_framebuffer){
		.width = width, .height = height, .bpp = (uint8_t)bpp, .type = BOOT_FB_RGB
	};
	fb.pitch = width * (bpp / 8) + pad;
	fb.red_pos = bpp == 16 ? 11 : 16;
	fb.green_pos = bpp == 16 ? 5 : 8;
	fb.red_size = fb.blue_size = bpp == 16 ? 5 : 8;
	fb.green_size = bpp == 16 ? 6 : 8;
}

static void put(struct console *con, const char *s)
{
	con->write(con, s, strlen(s));
}

static void test_shape(
	unsigned width, unsigned height, unsigned pad, unsigned bpp, uint32_t fg)
{
	const char *const lines[] = { "AB\1A", "zB" };
	const char *const two[] = { "A", "B" };
	struct console con;

	set(width, height, pad, bpp);
	mem = malloc(fb_bytes());
	memset(mem, FILLER, fb_bytes());
	CHECK_INT(fbcon_init(&con, mem, &fb), 0);
	check_pixels(NULL, 0, fg);
	if (width >= 8 * 4 && height >= 3 * 16) {
		put(&con,
			"AB\xe2\x9c\x93"
			"A\nzB");
		check_pixels(lines, 2, fg);
		put(&con, "\r  \n");
	}
	if (height >= 2 * 16 && height < 3 * 16) { /* two rows: scrolls */
		put(&con, "x\nA\nB");
		check_pixels(two, 2, fg);
	}
	for (int i = 0; i < 300; i++)
		put(&con, "BBBBB AAAA\tA\n");
	free(mem);
}

static void test_shapes(void)
{
	test_shape(640, 480, 0, 32, 0xaaaaaa);
	test_shape(640, 480, 0, 24, 0xaaaaaa);
	test_shape(640, 480, 0, 16, 0x15 << 11 | 0x2a << 5 | 0x15);
	test_shape(641, 483, 5, 32, 0xaaaaaa); /* odd sizes, odd pitch */
	test_shape(643, 490, 1, 24, 0xaaaaaa);
	test_shape(645, 499, 3, 16, 0x15 << 11 | 0x2a << 5 | 0x15);
	test_shape(8, 16, 0, 32, 0xaaaaaa);
	test_shape(9, 33, 0, 24, 0xaaaaaa);
	test_shape(15, 47, 64, 16, 0x15 << 11 | 0x2a << 5 | 0x15);
	test_shape(2047, 100, 0, 32, 0xaaaaaa);
	test_shape(2048, 128, 0, 32, 0xaaaaaa); /* big dots from here on */
	test_shape(4400, 100, 0, 16, 0x15 << 11 | 0x2a << 5 | 0x15);
	test_shape(40, 2000, 0, 32, 0xaaaaaa); /* more rows than are used */
}

static void test_masks(void)
{
	struct console con;

	set(8, 16, 0, 32); /* ten bits a channel, blue at the top */
	fb.red_pos = 0;
	fb.green_pos = 10;
	fb.blue_pos = 20;
	fb.red_size = fb.green_size = fb.blue_size = 10;
	mem = calloc(1, fb_bytes());
	CHECK_INT(fbcon_init(&con, mem, &fb), 0);
	put(&con, "A");
	for (unsigned x = 0; x < 8; x++)
		CHECK_INT(pixel(x, 6), 682u | 682u << 10 | 682u << 20);
	free(mem);
}

/* Refused before anything is written: there is no memory behind these. */
static void check_refused(int err)
{
	struct console con;

	CHECK_INT(fbcon_init(&con, NULL, &fb), err);
}

static void test_refused(void)
{
	static const uint8_t depths[] = { 0, 1, 4, 8, 15, 17, 30, 64, 255 };

	for (size_t i = 0; i < sizeof(depths); i++) {
		set(640, 480, 0, 32);
		fb.bpp = depths[i];
		check_refused(-EINVAL);
	}
	for (unsigned type = 0; type < 256; type++) {
		set(640, 480, 0, 32);
		fb.type = (uint8_t)type;
		if (type != BOOT_FB_RGB)
			check_refused(-EINVAL);
	}
	set(640, 480, 0, 32);
	fb.pitch--;
	check_refused(-EINVAL);
	set(0, 480, 0, 32);
	check_refused(-EINVAL);
	set(640, 0, 0, 32);
	check_refused(-EINVAL);
	set(0x40000001, 480, 0, 32); /* width * 4 wraps */
	check_refused(-EINVAL);
	set(640, 0xffffffff, 0, 32);
	check_refused(-EINVAL);
	set(7, 480, 0, 32);
	check_refused(-ENOTTY);
	set(640, 15, 0, 32);
	check_refused(-ENOTTY);
	set(640, 480, 0, 16);
	fb.red_pos = 12;
	check_refused(-EINVAL);
	set(640, 480, 0, 32);
	fb.green_pos = 9;
	check_refused(-EINVAL); /* green and red share a bit */
	set(640, 480, 0, 32);
	fb.blue_size = 0;
	check_refused(-EINVAL);
	set(640, 480, 0, 32);
	fb.blue_pos = fb.blue_size = 255;
	check_refused(-EINVAL);
}

int main(void)
{
	test_shapes();
	test_masks();
	test_refused();
	return host_report();
}
