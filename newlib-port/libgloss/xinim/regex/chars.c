/*
 * newlib-port/libgloss/xinim/regex/chars.c - text by characters, and bracket expressions.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "regex/chars.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#define NAME_MOST 32 /* bytes of a class's or an element's name, with its end */

bool __xinim_char_multi(void)
{
	return MB_CUR_MAX > 1;
}

uint32_t __xinim_char_decode(const char *p, const char *end, bool multi, size_t *length)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t n;

	*length = 1;
	if (!multi)
		return (unsigned char)*p;
	n = mbrtowc(&wide, p, (size_t)(end - p), &state);
	if (n == (size_t)-1 || n == (size_t)-2)
		return CHAR_INVALID | (unsigned char)*p;
	if (n > 0)
		*length = n;
	return (uint32_t)wide;
}

uint32_t __xinim_char_lower(uint32_t c, bool multi)
{
	if (c & CHAR_INVALID)
		return c;
	return multi ? (uint32_t)towlower((wint_t)c) : (uint32_t)tolower((int)c);
}

uint32_t __xinim_char_upper(uint32_t c, bool multi)
{
	if (c & CHAR_INVALID)
		return c;
	return multi ? (uint32_t)towupper((wint_t)c) : (uint32_t)toupper((int)c);
}

/* The classes that every locale has, for characters of one byte. */
static const struct {
	const char *name;
	int (*in)(int);
} classes[] = { { "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank },
	{ "cntrl", iscntrl }, { "digit", isdigit }, { "graph", isgraph },
	{ "lower", islower }, { "print", isprint }, { "punct", ispunct },
	{ "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit } };

int __xinim_char_class(const char *name, uint32_t c, bool multi)
{
	wctype_t type;

	if (c < 128 || !multi)
		for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
			if (strcmp(name, classes[i].name) == 0)
				return c < 256 && classes[i].in((int)c) != 0;
	type = wctype(name);
	if (type == 0)
		return -1;
	return multi && !(c & CHAR_INVALID) && iswctype((wint_t)c, type) != 0;
}

bool __xinim_char_is_word(uint32_t c, bool multi)
{
	return c == '_' ||
		(!(c & CHAR_INVALID) && __xinim_char_class("alnum", c, multi) > 0);
}

/* The names of POSIX XBD table 6-1 for what is no letter. */
static const struct {
	const char *name;
	char c;
} elements[] = { { "NUL", 0 }, { "alert", '\a' }, { "backspace", '\b' }, { "tab", '\t' },
	{ "newline", '\n' }, { "vertical-tab", '\v' }, { "form-feed", '\f' },
	{ "carriage-return", '\r' }, { "space", ' ' }, { "exclamation-mark", '!' },
	{ "quotation-mark", '"' }, { "number-sign", '#' }, { "dollar-sign", '$' },
	{ "percent-sign", '%' }, { "ampersand", '&' }, { "apostrophe", '\'' },
	{ "left-parenthesis", '(' }, { "right-parenthesis", ')' }, { "asterisk", '*' },
	{ "plus-sign", '+' }, { "comma", ',' }, { "hyphen", '-' },
	{ "hyphen-minus", '-' }, { "period", '.' }, { "full-stop", '.' },
	{ "slash", '/' }, { "solidus", '/' }, { "zero", '0' }, { "one", '1' },
	{ "two", '2' }, { "three", '3' }, { "four", '4' }, { "five", '5' },
	{ "six", '6' }, { "seven", '7' }, { "eight", '8' }, { "nine", '9' },
	{ "colon", ':' }, { "semicolon", ';' }, { "less-than-sign", '<' },
	{ "equals-sign", '=' }, { "greater-than-sign", '>' }, { "question-mark", '?' },
	{ "commercial-at", '@' }, { "left-square-bracket", '[' }, { "backslash", '\\' },
	{ "reverse-solidus", '\\' }, { "right-square-bracket", ']' },
	{ "circumflex", '^' }, { "circumflex-accent", '^' }, { "underscore", '_' },
	{ "low-line", '_' }, { "grave-accent", '`' }, { "left-brace", '{' },
	{ "left-curly-bracket", '{' }, { "vertical-line", '|' }, { "right-brace", '}' },
	{ "right-curly-bracket", '}' }, { "tilde", '~' }, { "DEL", 127 } };

struct bracket {
	const char *p, *end;
	uint32_t c, lower, upper;
	int flags;
	bool multi;
};

/* [:name:], [.name.] or [=name=], from behind `[' and the sign; its bytes, or -1. */
static ptrdiff_t name_length(const struct bracket *b, const char *from, char sign)
{
	for (const char *p = from; b->end - p >= 2; p++)
		if (p[0] == sign && p[1] == ']')
			return p - from;
	return -1;
}

/* A character by itself or as [.x.] or [=x=]; errors as __xinim_bracket's. */
static int element(struct bracket *b, uint32_t *c)
{
	const char *from = b->p + 2;
	ptrdiff_t n;
	size_t length;

	if (b->end - b->p < 2 || b->p[0] != '[' || (b->p[1] != '.' && b->p[1] != '=')) {
		if (b->flags & BRACKET_ESCAPE && *b->p == '\\' && b->end - b->p > 1)
			b->p++;
		*c = char_at(b->p, b->end, b->multi, &length);
		b->p += length;
		return 0;
	}
	n = name_length(b, from, b->p[1]);
	if (n < 0)
		return BRACKET_OPEN;
	if (n == 0)
		return BRACKET_ELEMENT;
	b->p = from + n + 2;
	*c = char_at(from, from + n, b->multi, &length);
	if (length == (size_t)n)
		return 0;
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (strlen(elements[i].name) == (size_t)n &&
			memcmp(elements[i].name, from, (size_t)n) == 0) {
			*c = (unsigned char)elements[i].c;
			return 0;
		}
	return BRACKET_ELEMENT;
}

static int class(struct bracket *b)
{
	const char *from = b->p + 2;
	ptrdiff_t n = name_length(b, from, ':');
	char name[NAME_MOST];
	int in;

	if (n < 0)
		return BRACKET_OPEN;
	if (n >= NAME_MOST)
		return BRACKET_CLASS;
	memcpy(name, from, (size_t)n);
	name[n] = '\0';
	b->p = from + n + 2;
	in = __xinim_char_class(name, b->c, b->multi);
	if (in < 0)
		return BRACKET_CLASS;
	if (!in && b->flags & BRACKET_ICASE)
		in = __xinim_char_class(name, b->lower, b->multi) > 0 ||
			__xinim_char_class(name, b->upper, b->multi) > 0;
	return in;
}

static bool between(const struct bracket *b, uint32_t low, uint32_t high)
{
	return (b->c >= low && b->c <= high) || (b->lower >= low && b->lower <= high) ||
		(b->upper >= low && b->upper <= high);
}

/* One character, or a range. */
static int item(struct bracket *b)
{
	uint32_t low, high;
	int error = element(b, &low);

	if (error < 0)
		return error;
	high = low;
	if (b->end - b->p >= 2 && b->p[0] == '-' && b->p[1] != ']') {
		b->p++;
		/* A class is no end of a range. */
		if (b->end - b->p >= 2 && b->p[0] == '[' && b->p[1] == ':')
			return BRACKET_RANGE;
		error = element(b, &high);
		if (error < 0)
			return error;
		if (high < low)
			return BRACKET_RANGE;
	}
	return between(b, low, high);
}

int __xinim_bracket(const char *p, const char *end, uint32_t c, int flags, bool multi,
	const char **after)
{
	struct bracket b = { p, end, c, c, c, flags, multi };
	bool not = false, in = false;

	if (flags & BRACKET_ICASE) {
		b.lower = __xinim_char_lower(c, multi);
		b.upper = __xinim_char_upper(c, multi);
	}
	if (b.p < end && (*b.p == '^' || (*b.p == '!' && flags & BRACKET_BANG))) {
		not = true;
		b.p++;
	}
	for (bool first = true;; first = false) {
		int found;

		if (b.p >= end)
			return BRACKET_OPEN;
		if (*b.p == ']' && !first)
			break;
		if (end - b.p >= 2 && b.p[0] == '[' && b.p[1] == ':')
			found = class(&b);
		else
			found = item(&b);
		if (found < 0)
			return found;
		in = in || found;
	}
	*after = b.p + 1;
	if (not &&(c == CHAR_NONE || (c & CHAR_INVALID) ||
		    (c == '\n' && flags & BRACKET_NO_LINE)))
		return 0;
	return in != not ;
}
