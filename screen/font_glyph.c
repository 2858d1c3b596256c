/*
 * screen/font_glyph.c - finds the glyph of a character.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stddef.h>

#include "screen/font.h"
#include "screen/utf8.h"

static const struct font_glyph *find(uint16_t code)
{
	unsigned low = 0, high = font_nglyphs;

	while (low < high) {
		unsigned mid = low + (high - low) / 2;

		if (font_glyphs[mid].code == code)
			return &font_glyphs[mid];
		if (font_glyphs[mid].code < code)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct font_glyph *font_glyph(uint16_t code)
{
	const struct font_glyph *g = find(code);

	if (!g)
		g = find(UTF8_REPLACEMENT);
	if (!g)
		g = find('?');
	return g ? g : &font_glyphs[0];
}
