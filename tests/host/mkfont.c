/*
 * tests/host/mkfont.c - screen/mkfont.c on fonts made here, whole and broken.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
int mkfont_main(int argc, char **argv);
#define main mkfont_main
#include "screen/mkfont.c"
#undef main

#include "host.h"

#define MAX_SAMPLE 8192

static uint8_t sample[MAX_SAMPLE];
static size_t nsample;

static void byte(unsigned v)
{
	sample[nsample++] = (uint8_t)v;
}

static void word(uint32_t v)
{
	byte(v >> 24);
	byte(v >> 16 & 0xff);
	byte(v >> 8 & 0xff);
	byte(v & 0xff);
}

static void section(const char *name, uint32_t len)
{
	for (int i = 0; i < 4; i++)
		byte((unsigned char)name[i]);
	word(len);
}

static void half(int v)
{
	byte((unsigned)v >> 8 & 0xff);
	byte((unsigned)v & 0xff);
}

/* A font of ASCII and a few more; every glyph is 5 by 3 dots, 10101 01010 11111. */
static void make_font(void)
{
	static const uint16_t more[] = { 0xe9, 0x2500, 0x2588, 0x2713 };
	unsigned n = 0x5f + 4;
	uint32_t data;

	nsample = 0;
	section("FILE", 4);
	memcpy(sample + nsample, "PFF2", 4);
	nsample += 4;
	section("NAME", 3);
	byte('T'), byte('x'), byte(0);
	section("ASCE", 2);
	half(12);
	section("CHIX", 9 * n);
	data = (uint32_t)nsample + 9 * n + 8;
	for (unsigned i = 0; i < n; i++) {
		word(i < 0x5f ? 0x20 + i : more[i - 0x5f]);
		byte(0);
		word(data + 12 * i);
	}
	section("DATA", 0xffffffff);
	for (unsigned i = 0; i < n; i++) {
		half(5), half(3);
		half(1), half(2);
		half(i == n - 1 ? 16 : 8); /* the check mark is too wide */
		byte(0xaa), byte(0xbe);
	}
}

/* Converts into memory: the C source, or NULL with *bad set. */
static char *run(const uint8_t *font, size_t n, const char **bad)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	*bad = convert((struct bytes){ font, n }, "font.h", out);
	fclose(out);
	return text;
}

static void test_good(void)
{
	uint8_t *font = host_copy(sample, nsample);
	unsigned count = 0, last = 0;
	const char *bad;
	char *text = run(font, nsample, &bad);

	CHECK_STR(bad, NULL);
	CHECK(strstr(text,
		      "{ 0x0041, { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x54, 0x28, "
		      "0x7c, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, } },") != NULL);
	CHECK(strstr(text, "0x2500") != NULL && strstr(text, "0x00e9") != NULL);
	CHECK(strstr(text, "{ 0x2713, { 0x00, 0x00, 0x00, 0x01, 0x03,") != NULL);
	CHECK(strstr(text, "0x2501") == NULL);
	for (const char *p = text; (p = strstr(p, "\t{ 0x")) != NULL; p++, count++) {
		unsigned code = (unsigned)strtoul(p + 3, NULL, 16);

		CHECK(code > last); /* as the kernel's search wants it */
		last = code;
	}
	CHECK_INT(count, 0x5f + 4);
	free(text);
	free(font);
}

/* Damaged parts of the font, with the rest as it was; or the font cut off. */
#define HEAD 80 /* to the second entry of the index */
#define TAIL 60 /* the last five glyphs */

static void try(const uint8_t *input, size_t size)
{
	const char *bad;
	char *text = run(input, size, &bad);

	/* What is accepted is complete: its last line is there. */
	CHECK(bad != NULL || strstr(text, "font_nglyphs =") != NULL);
	CHECK(size > 1000 || bad != NULL);
	free(text);
}

static void try_head(const uint8_t *input, size_t size)
{
	size_t n = size < HEAD ? size : nsample;
	uint8_t *font = host_copy(sample, n);

	memcpy(font, input, size);
	try(font, n);
	free(font);
}

static void try_tail(const uint8_t *input, size_t size)
{
	size_t n = nsample - TAIL + size;
	uint8_t *font = host_copy(sample, n);

	memcpy(font + n - size, input, size);
	try(font, n);
	free(font);
}

int main(void)
{
	make_font();
	test_good();
	host_mangle(&(struct host_sample){ sample, HEAD, try_head, NULL }, 1000);
	host_mangle(
		&(struct host_sample){ sample + nsample - TAIL, TAIL, try_tail, NULL },
		500);
	for (size_t n = 0; n < nsample; n += 7) { /* cut off anywhere */
		uint8_t *font = host_copy(sample, n);

		try(font, n);
		free(font);
	}
	return host_report();
}
