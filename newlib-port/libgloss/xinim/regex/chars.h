/*
 * newlib-port/libgloss/xinim/regex/chars.h - text by characters, for patterns.
 *
 * In a locale with one byte a character that is the byte, so that any byte is one; in
 * others it is the wide character, and a byte that belongs to none is CHAR_INVALID and
 * the byte: equal to itself, in no class, matched by no wildcard.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_REGEX_CHARS_H
#define XINIM_LIBGLOSS_REGEX_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAR_INVALID 0x80000000u
#define CHAR_NONE    0xffffffffu /* before the first and behind the last */

/* Whether characters of the locale may have several bytes. */
bool __xinim_char_multi(void);

/* The character at p, which is before end; *length: its bytes, at least 1. */
uint32_t __xinim_char_decode(const char *p, const char *end, bool multi, size_t *length);

static inline uint32_t char_at(const char *p, const char *end, bool multi, size_t *length)
{
	unsigned char c = (unsigned char)*p;

	if (c < 0x80 || !multi) {
		*length = 1;
		return c;
	}
	return __xinim_char_decode(p, end, multi, length);
}

uint32_t __xinim_char_lower(uint32_t c, bool multi);
uint32_t __xinim_char_upper(uint32_t c, bool multi);

/* Whether c is in the class of ctype.h's or the locale's with this name; -1: no such. */
int __xinim_char_class(const char *name, uint32_t c, bool multi);

/* Letters, digits, and the underscore. */
bool __xinim_char_is_word(uint32_t c, bool multi);

enum {
	BRACKET_ICASE = 1,
	BRACKET_ESCAPE = 2,  /* a backslash quotes (fnmatch), else it is itself */
	BRACKET_NO_LINE = 4, /* [^...] does not match a newline */
	BRACKET_BANG = 8,    /* [!...] is the same as [^...] */
};

enum { BRACKET_OPEN = -1, BRACKET_CLASS = -2, BRACKET_RANGE = -3, BRACKET_ELEMENT = -4 };

/*
 * Whether the character c is matched by the bracket expression (POSIX XBD 9.3.5) whose
 * text begins at p, behind its `['. *after is the text behind it. 1 or 0, or what is
 * wrong: no end, no such class, a range whose end is before its start, no such element.
 */
int __xinim_bracket(const char *p, const char *end, uint32_t c, int flags, bool multi,
	const char **after);

#endif
