/*
 * screen/font.h - the font for frame buffers, made at build time by mkfont.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SCREEN_FONT_H
#define XINIM_SCREEN_FONT_H

#include <stdint.h>

#define FONT_WIDTH  8u
#define FONT_HEIGHT 16u

struct font_glyph {
	uint16_t code;             /* Unicode */
	uint8_t rows[FONT_HEIGHT]; /* top first; bit 7 is the leftmost pixel */
};

/* Ascending by code; all of ASCII is there. */
extern const struct font_glyph font_glyphs[];
extern const unsigned font_nglyphs;

/* The glyph of a character; where there is none that of U+FFFD, or a question mark. */
const struct font_glyph *font_glyph(uint16_t code);

#endif
