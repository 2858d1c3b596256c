/*
 * newlib-port/libgloss/xinim/iconv/iconv.c - text from one encoding into another.
 *
 * In place of newlib's, which let through what is no character, wrote `?' for what the
 * target lacks without being asked, and had no UTF-32. Every character passes as its
 * number of Unicode. What the target lacks is EILSEQ; with //TRANSLIT something like it,
 * with //IGNORE nothing; iconv counts both. UTF-16 and UTF-32 begin with a byte order mark
 * and are little-endian, and are read so where there is none.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <ctype.h>
#include <iconv.h>
#include <langinfo.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "iconv/iconv.h"

#define NAME_MOST 24
#define MARK      0xfeff
#define NOTHING   0xffffffffu /* bytes that are no character: a mark */

enum kind { ASCII, LATIN_1, UTF_8, UTF_16, UTF_32, UCS_2, TABLE };

struct encoding {
	enum kind kind;
	bool big, has_mark;
	const uint16_t *upper; /* TABLE */
};

struct converter {
	struct encoding from, to;
	bool translit, ignore;
	bool read_any, wrote_any; /* since the start: a mark is only there */
	bool from_big;            /* as the mark said */
};

/* What decode and encode return in place of a number of bytes. */
enum { WRONG = -1, SHORT = -2 };

static const struct {
	const char *name;
	struct encoding encoding;
} names[] = { { "ASCII", { .kind = ASCII } }, { "USASCII", { .kind = ASCII } },
	{ "ANSIX341968", { .kind = ASCII } }, { "646", { .kind = ASCII } },
	{ "ISO88591", { .kind = LATIN_1 } }, { "LATIN1", { .kind = LATIN_1 } },
	{ "L1", { .kind = LATIN_1 } }, { "UTF8", { .kind = UTF_8 } },
	{ "UTF16", { .kind = UTF_16, .has_mark = true } },
	{ "UTF16LE", { .kind = UTF_16 } }, { "UTF16BE", { .kind = UTF_16, .big = true } },
	{ "UTF32", { .kind = UTF_32, .has_mark = true } },
	{ "UTF32LE", { .kind = UTF_32 } }, { "UTF32BE", { .kind = UTF_32, .big = true } },
	{ "UCS4", { .kind = UTF_32, .big = true } }, { "UCS4LE", { .kind = UTF_32 } },
	{ "UCS4BE", { .kind = UTF_32, .big = true } }, { "WCHART", { .kind = UTF_32 } },
	{ "UCS2", { .kind = UCS_2 } }, { "UCS2LE", { .kind = UCS_2 } },
	{ "UCS2BE", { .kind = UCS_2, .big = true } } };

static const char aliases[][2][12] = { { "LATIN2", "ISO88592" }, { "L2", "ISO88592" },
	{ "LATIN3", "ISO88593" }, { "LATIN4", "ISO88594" }, { "CYRILLIC", "ISO88595" },
	{ "ARABIC", "ISO88596" }, { "GREEK", "ISO88597" }, { "HEBREW", "ISO88598" },
	{ "LATIN5", "ISO88599" }, { "LATIN6", "ISO885910" }, { "LATIN7", "ISO885913" },
	{ "LATIN8", "ISO885914" }, { "LATIN9", "ISO885915" }, { "LATIN10", "ISO885916" },
	{ "IBM437", "CP437" }, { "IBM850", "CP850" }, { "IBM866", "CP866" } };

/* Letters and digits of a name, up to a slash; false: too long. */
static bool simplify(char *to, const char *name)
{
	size_t n = 0;

	for (; *name != '\0' && *name != '/'; name++) {
		if (!isalnum((unsigned char)*name))
			continue;
		if (n + 1 == NAME_MOST)
			return false;
		to[n++] = (char)toupper((unsigned char)*name);
	}
	to[n] = '\0';
	return true;
}

static bool find_encoding(struct encoding *e, const char *name)
{
	char text[NAME_MOST], *key = text;

	if (*name == '\0' || *name == '/')
		name = nl_langinfo(CODESET);
	if (!simplify(text, name))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(key, names[i].name) == 0) {
			*e = names[i].encoding;
			return true;
		}
	if (strncmp(key, "WINDOWS", 7) == 0)
		memcpy(key += 5, "CP", 2);
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (strcmp(key, aliases[i][0]) == 0)
			strcpy(key = text, aliases[i][1]);
	for (size_t i = 0; i < ICONV_TABLES; i++)
		if (strcmp(key, __xinim_iconv_tables[i].name) == 0) {
			*e = (struct encoding){ .kind = TABLE,
				.upper = __xinim_iconv_tables[i].upper };
			return true;
		}
	return false;
}

static bool is_character(uint32_t c)
{
	return c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff);
}

/* RFC 3629: no form longer than need be, no half of a pair. */
static int decode_utf8(const unsigned char *p, size_t n, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int bytes = p[0] < 0x80 ? 1
		: p[0] < 0xc2   ? 0
		: p[0] < 0xe0   ? 2
		: p[0] < 0xf0   ? 3
				: 4;

	if (bytes == 0 || p[0] > 0xf4)
		return WRONG;
	*c = bytes == 1 ? p[0] : p[0] & (0xffu >> (bytes + 1));
	for (int i = 1; i < bytes; i++) {
		if ((size_t)i == n)
			return SHORT;
		if ((p[i] & 0xc0) != 0x80)
			return WRONG;
		*c = *c << 6 | (p[i] & 0x3f);
		/* What cannot become right is wrong already. */
		if (i == 1 && bytes > 2 &&
			((*c << 6 * (bytes - 2)) + (1u << 6 * (bytes - 2)) <=
					least[bytes] ||
				!is_character(*c << 6 * (bytes - 2))))
			return WRONG;
	}
	return *c >= least[bytes] && is_character(*c) ? bytes : WRONG;
}

static uint32_t load(const unsigned char *p, int bytes, bool big)
{
	uint32_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | p[big ? i : bytes - 1 - i];
	return value;
}

static int decode_utf16(
	const unsigned char *p, size_t n, bool big, bool pairs, uint32_t *c)
{
	uint32_t low;

	if (n < 2)
		return SHORT;
	*c = load(p, 2, big);
	if (*c < 0xd800 || *c > 0xdfff)
		return 2;
	if (*c >= 0xdc00 || !pairs)
		return WRONG;
	if (n < 4)
		return SHORT;
	low = load(p + 2, 2, big);
	if (low < 0xdc00 || low > 0xdfff)
		return WRONG;
	*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
	return 4;
}

static int decode(struct converter *cv, const unsigned char *p, size_t n, uint32_t *c)
{
	const struct encoding *e = &cv->from;
	int bytes;

	switch (e->kind) {
	case ASCII:
		*c = p[0];
		return p[0] < 0x80 ? 1 : WRONG;
	case LATIN_1:
		*c = p[0];
		return 1;
	case TABLE:
		*c = p[0] < 0x80 ? p[0] : e->upper[p[0] - 0x80];
		return p[0] < 0x80 || *c != 0 ? 1 : WRONG;
	case UTF_8:
		return decode_utf8(p, n, c);
	case UTF_32:
		if (n < 4)
			return SHORT;
		*c = load(p, 4, cv->from_big);
		bytes = 4;
		break;
	default:
		bytes = decode_utf16(p, n, cv->from_big, e->kind == UTF_16, c);
	}
	if (bytes > 0 && e->has_mark && !cv->read_any) {
		if (*c == MARK) {
			*c = NOTHING;
		} else if ((e->kind == UTF_16 && *c == 0xfffe) ||
			(e->kind == UTF_32 && *c == 0xfffe0000)) {
			cv->from_big = true;
			*c = NOTHING;
		}
	}
	return bytes > 0 && *c != NOTHING && !is_character(*c) ? WRONG : bytes;
}

static void store(unsigned char *p, uint32_t value, int bytes, bool big)
{
	for (int i = 0; i < bytes; i++)
		p[big ? bytes - 1 - i : i] = (unsigned char)(value >> 8 * i);
}

static int encode_utf8(unsigned char *p, size_t n, uint32_t c)
{
	int bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	if (n < (size_t)bytes)
		return SHORT;
	if (bytes == 1) {
		p[0] = (unsigned char)c;
		return 1;
	}
	for (int i = bytes - 1; i > 0; i--, c >>= 6)
		p[i] = (unsigned char)(0x80 | (c & 0x3f));
	p[0] = (unsigned char)((0xf00u >> bytes & 0xff) | c);
	return bytes;
}

/* One byte, or none. */
static int encode_byte(const struct encoding *e, unsigned char *p, size_t n, uint32_t c)
{
	uint32_t byte = c;

	if (c >= (e->kind == LATIN_1 ? 0x100u : 0x80u)) {
		if (e->kind != TABLE)
			return WRONG;
		for (byte = 0; byte < 128 && e->upper[byte] != c; byte++)
			continue;
		if (byte == 128)
			return WRONG;
		byte += 128;
	}
	if (n < 1)
		return SHORT;
	p[0] = (unsigned char)byte;
	return 1;
}

static int encode(struct converter *cv, unsigned char *p, size_t n, uint32_t c)
{
	const struct encoding *e = &cv->to;
	int unit = e->kind == UTF_32 ? 4 : 2, mark = 0, bytes;

	if (e->kind == UTF_8)
		return encode_utf8(p, n, c);
	if (e->kind < UTF_8 || e->kind == TABLE)
		return encode_byte(e, p, n, c);
	if (e->kind == UCS_2 && c > 0xffff)
		return WRONG;
	if (e->has_mark && !cv->wrote_any)
		mark = unit;
	bytes = e->kind == UTF_16 && c > 0xffff ? 4 : unit;
	if (n < (size_t)(mark + bytes))
		return SHORT;
	if (mark)
		store(p, MARK, unit, e->big);
	p += mark;
	if (bytes > unit) {
		store(p, 0xd800 + ((c - 0x10000) >> 10), 2, e->big);
		store(p + 2, 0xdc00 + ((c - 0x10000) & 0x3ff), 2, e->big);
	} else
		store(p, c, unit, e->big);
	return mark + bytes;
}

/* Something like c: as encode, but never WRONG. */
static int encode_like(struct converter *cv, unsigned char *p, size_t n, uint32_t c)
{
	const char *text = __xinim_iconv_translit(c);
	int all = 0;

	for (; *text != '\0'; text++) {
		int bytes = encode(cv, p + all, n - (size_t)all, (unsigned char)*text);

		if (bytes < 0)
			return bytes;
		all += bytes;
	}
	return all;
}

iconv_t iconv_open(const char *to, const char *from)
{
	struct converter *cv = calloc(1, sizeof(*cv));
	const char *options = strstr(to, "//");

	if (cv == NULL)
		return (iconv_t)-1;
	if (!find_encoding(&cv->to, to) || !find_encoding(&cv->from, from)) {
		free(cv);
		errno = EINVAL;
		return (iconv_t)-1;
	}
	for (; options != NULL; options = strstr(options + 2, "//")) {
		cv->translit =
			cv->translit || strncasecmp(options + 2, "TRANSLIT", 8) == 0;
		cv->ignore = cv->ignore || strncasecmp(options + 2, "IGNORE", 6) == 0;
	}
	cv->from_big = cv->from.big;
	return (iconv_t)cv;
}

static size_t fail(int error)
{
	errno = error;
	return (size_t)-1;
}

size_t iconv(iconv_t handle, char **restrict in, size_t *restrict in_left,
	char **restrict out, size_t *restrict out_left)
{
	struct converter *cv = (struct converter *)handle;
	size_t counted = 0;

	if (handle == (iconv_t)-1 || handle == NULL)
		return fail(EBADF);
	if (in == NULL || *in == NULL) {
		/* Nothing has a state at its end; the next text begins anew. */
		cv->read_any = cv->wrote_any = false;
		cv->from_big = cv->from.big;
		return 0;
	}
	while (*in_left > 0) {
		uint32_t c;
		int read = decode(cv, (unsigned char *)*in, *in_left, &c), wrote = 0;

		if (read == SHORT)
			return fail(EINVAL);
		if (read == WRONG) {
			if (!cv->ignore)
				return fail(EILSEQ);
			read = 1;
			counted++;
			c = NOTHING;
		}
		if (c != NOTHING) {
			wrote = encode(cv, (unsigned char *)*out, *out_left, c);
			if (wrote == WRONG && !cv->translit && !cv->ignore)
				return fail(EILSEQ);
			if (wrote == WRONG) {
				wrote = cv->translit
					? encode_like(
						  cv, (unsigned char *)*out, *out_left, c)
					: 0;
				counted += wrote != SHORT;
			}
			if (wrote == SHORT)
				return fail(E2BIG);
			cv->wrote_any = cv->wrote_any || wrote > 0;
		}
		cv->read_any = true;
		*in += read;
		*in_left -= (size_t)read;
		*out += wrote;
		*out_left -= (size_t)wrote;
	}
	return counted;
}

int iconv_close(iconv_t handle)
{
	if (handle == (iconv_t)-1 || handle == NULL) {
		errno = EBADF;
		return -1;
	}
	free((struct converter *)handle);
	return 0;
}
