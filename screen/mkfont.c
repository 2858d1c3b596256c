/*
 * screen/mkfont.c - makes the console's font from one of GRUB's, at build time.
 *
 *	mkfont FONT.pf2 HEADER >font.c
 *
 * where HEADER declares what it defines.
 *
 * A host program. GRUB's fonts (PFF2: GRUB developers' manual, "Font format")
 * are a run of sections, a name of four bytes and a big-endian length each;
 * CHIX has the place of each glyph, ASCE the height above the base line. Of
 * the characters listed below those up to 8 pixels wide are taken. The font
 * must have all of ASCII; U+2713 is our own, no narrow font has it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH    8
#define HEIGHT   16
#define MAX_FONT (16u << 20) /* bytes */

/* Ascending. */
static const struct range {
	uint16_t first, last;
} wanted[] = {
	{ 0x0020, 0x007e }, /* ASCII */
	{ 0x00a0, 0x00ff }, /* Latin-1 */
	{ 0x0391, 0x03c9 }, /* Greek */
	{ 0x2010, 0x2026 }, /* dashes, quotes, dots */
	{ 0x20ac, 0x20ac }, /* euro */
	{ 0x2190, 0x2195 }, /* arrows */
	{ 0x221a, 0x221e }, /* root, infinity */
	{ 0x2248, 0x2265 }, /* relations */
	{ 0x2500, 0x25a0 }, /* box drawing, blocks */
	{ 0x25cf, 0x25cf }, /* disc */
	{ 0x2713, 0x2713 }, /* check mark */
	{ 0xfffd, 0xfffd }, /* replacement */
};

static const uint8_t check_mark[HEIGHT] = {
	0,
	0,
	0,
	0x01,
	0x03,
	0x02,
	0x06,
	0x04,
	0x8c,
	0xc8,
	0x78,
	0x30,
	0,
	0,
	0,
	0,
};

struct bytes {
	const uint8_t *p;
	size_t n;
};

static unsigned be16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static int sbe16(const uint8_t *p)
{
	int v = (int)be16(p);

	return v < 0x8000 ? v : v - 0x10000;
}

/* The section `name`; .p is NULL if there is none in the file. */
static struct bytes find_section(struct bytes font, const char *name)
{
	struct bytes none = { NULL, 0 };
	size_t at = 0;

	while (font.n - at >= 8) {
		const uint8_t *s = font.p + at;
		uint32_t len = be32(s + 4);

		/* DATA comes last and may have no length. */
		if (memcmp(s, "DATA", 4) == 0 || len > font.n - at - 8)
			return none;
		if (memcmp(s, name, 4) == 0)
			return (struct bytes){ s + 8, len };
		at += 8 + len;
	}
	return none;
}

/* The glyph of `code`, from its header to the end of the file; .p NULL if none. */
static struct bytes find_glyph(struct bytes font, struct bytes index, uint32_t code)
{
	for (size_t at = 0; index.n - at >= 9; at += 9) {
		const uint8_t *e = index.p + at;
		uint32_t where = be32(e + 5);

		if (be32(e) != code)
			continue;
		if ((e[4] & 7) != 0 || where > font.n || font.n - where < 10)
			break;
		return (struct bytes){ font.p + where, font.n - where };
	}
	return (struct bytes){ NULL, 0 };
}

/*
 * Sets rows[] from a glyph: width, height, x and y offset, device width, then
 * the bits of all rows without padding. Dots outside the cell are cut off.
 */
static bool render(struct bytes glyph, int ascent, uint8_t rows[HEIGHT])
{
	unsigned w, h;
	int left, top;

	memset(rows, 0, HEIGHT);
	if (glyph.p == NULL)
		return false;
	w = be16(glyph.p);
	h = be16(glyph.p + 2);
	left = sbe16(glyph.p + 4);
	top = ascent - sbe16(glyph.p + 6) - (int)h;
	if (sbe16(glyph.p + 8) > WIDTH || w > 64 || h > 64)
		return false;
	if (((size_t)w * h + 7) / 8 > glyph.n - 10)
		return false;
	for (unsigned i = 0; i < w * h; i++) {
		int x = left + (int)(i % w), y = top + (int)(i / w);

		if ((glyph.p[10 + i / 8] >> (7 - i % 8) & 1) == 0)
			continue;
		if (x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT)
			rows[y] |= (uint8_t)(0x80 >> x);
	}
	return true;
}

static void print_glyph(FILE *out, unsigned code, const uint8_t rows[HEIGHT])
{
	fprintf(out, "\t{ 0x%04x, {", code);
	for (int i = 0; i < HEIGHT; i++)
		fprintf(out, " 0x%02x,", rows[i]);
	fprintf(out, " } },\n");
}

/* Writes the C source. NULL, or why the font cannot be used. */
static const char *convert(struct bytes font, const char *header, FILE *out)
{
	struct bytes magic = find_section(font, "FILE");
	struct bytes ascent = find_section(font, "ASCE");
	struct bytes index = find_section(font, "CHIX");
	uint8_t rows[HEIGHT];

	if (magic.p == NULL || magic.n != 4 || memcmp(magic.p, "PFF2", 4) != 0)
		return "not a GRUB font";
	if (ascent.p == NULL || ascent.n != 2 || index.p == NULL)
		return "font without ASCE or CHIX";
	fprintf(out, "/* Made by mkfont. */\n#include \"%s\"\n\n", header);
	fprintf(out, "const struct font_glyph font_glyphs[] = {\n");
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		for (uint32_t c = wanted[i].first; c <= wanted[i].last; c++) {
			if (render(find_glyph(font, index, c), (int)be16(ascent.p), rows))
				print_glyph(out, c, rows);
			else if (c == 0x2713)
				print_glyph(out, c, check_mark);
			else if (c < 0x7f)
				return "an ASCII character is missing or too wide";
		}
	}
	fprintf(out,
		"};\n\nconst unsigned font_nglyphs =\n"
		"\tsizeof(font_glyphs) / sizeof(font_glyphs[0]);\n");
	return NULL;
}

static uint8_t *read_file(const char *path, size_t *n)
{
	uint8_t *buf = malloc(MAX_FONT);
	FILE *f = fopen(path, "rb");

	*n = 0;
	if (buf != NULL && f != NULL)
		*n = fread(buf, 1, MAX_FONT, f);
	if (f == NULL || ferror(f)) {
		free(buf);
		buf = NULL;
	}
	if (f != NULL)
		fclose(f);
	return buf;
}

int main(int argc, char **argv)
{
	const char *bad;
	uint8_t *buf;
	size_t n;

	if (argc != 3) {
		fprintf(stderr, "usage: mkfont FONT.pf2 HEADER >font.c\n");
		return 2;
	}
	buf = read_file(argv[1], &n);
	if (buf == NULL) {
		fprintf(stderr, "mkfont: %s: cannot read\n", argv[1]);
		return 1;
	}
	bad = convert((struct bytes){ buf, n }, argv[2], stdout);
	free(buf);
	if (bad == NULL && fflush(stdout) != 0)
		bad = "cannot write";
	if (bad != NULL) {
		fprintf(stderr, "mkfont: %s: %s\n", argv[1], bad);
		return 1;
	}
	return 0;
}
