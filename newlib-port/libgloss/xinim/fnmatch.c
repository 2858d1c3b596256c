/*
 * newlib-port/libgloss/xinim/fnmatch.c - file name patterns: POSIX XCU 2.13.
 *
 * Pattern and text are read by characters. Only the last `*' is come back to, which is
 * enough: what an earlier one could take, the later can. So the time is at most the
 * pattern times the text.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <fnmatch.h>
#include <string.h>

#include "regex/chars.h"

struct fnmatch {
	const char *pattern_end, *start, *end;
	int flags;
	bool multi;
};

/* Whether the period at `text' has to be matched by one: it is the first of a name. */
static bool is_hidden(const struct fnmatch *f, const char *text)
{
	if (!(f->flags & FNM_PERIOD) || text == f->end || *text != '.')
		return false;
	return text == f->start || (f->flags & FNM_PATHNAME && text[-1] == '/');
}

static bool same(const struct fnmatch *f, uint32_t a, uint32_t b)
{
	if (a == b)
		return true;
	if (!(f->flags & FNM_CASEFOLD))
		return false;
	return __xinim_char_lower(a, f->multi) == __xinim_char_lower(b, f->multi);
}

/* A bracket expression at *pattern: 1 or 0, or -1 if it is none. */
static int match_bracket(const struct fnmatch *f, const char **pattern, uint32_t c)
{
	int flags = BRACKET_BANG | (f->flags & FNM_CASEFOLD ? BRACKET_ICASE : 0) |
		(f->flags & FNM_NOESCAPE ? 0 : BRACKET_ESCAPE);
	const char *after;
	int in =
		__xinim_bracket(*pattern + 1, f->pattern_end, c, flags, f->multi, &after);

	/* One with a slash in it is none: XCU 2.13.3. */
	if (in < 0 ||
		(f->flags & FNM_PATHNAME &&
			memchr(*pattern, '/', (size_t)(after - *pattern)) != NULL))
		return -1;
	*pattern = after;
	return in;
}

/* One thing of the pattern that is no `*' against one character. Moves both on. */
static bool match_one(const struct fnmatch *f, const char **pattern, const char **text)
{
	const char *p = *pattern;
	size_t length, have;
	uint32_t c, want;

	if (*text == f->end)
		return false;
	c = char_at(*text, f->end, f->multi, &have);
	if ((*p == '?' || *p == '[') &&
		((c == '/' && f->flags & FNM_PATHNAME) || is_hidden(f, *text)))
		return false;
	*text += have;
	if (*p == '?') {
		*pattern = p + 1;
		return true;
	}
	if (*p == '[') {
		int in = match_bracket(f, pattern, c);

		if (in >= 0)
			return in;
	}
	if (*p == '\\' && !(f->flags & FNM_NOESCAPE) && ++p == f->pattern_end)
		return false;
	want = char_at(p, f->pattern_end, f->multi, &length);
	*pattern = p + length;
	return same(f, want, c);
}

int fnmatch(const char *pattern, const char *text, int flags)
{
	struct fnmatch f = { pattern + strlen(pattern), text, text + strlen(text), flags,
		__xinim_char_multi() };
	const char *star = NULL,
		   *back = NULL; /* behind the last `*', and what it has left */

	for (;;) {
		const char *p = pattern, *t = text;
		size_t length;

		if (p < f.pattern_end && *p == '*') {
			if (is_hidden(&f, t))
				goto again;
			while (p < f.pattern_end && *p == '*')
				p++;
			star = pattern = p;
			back = t;
			continue;
		}
		if (p == f.pattern_end) {
			if (t == f.end || (flags & FNM_LEADING_DIR && *t == '/'))
				return 0;
		} else if (match_one(&f, &p, &t)) {
			pattern = p;
			text = t;
			continue;
		}
	again:
		/* The last `*' takes one more. */
		if (star == NULL || back == f.end ||
			(*back == '/' && flags & FNM_PATHNAME))
			return FNM_NOMATCH;
		char_at(back, f.end, f.multi, &length);
		back += length;
		pattern = star;
		text = back;
	}
}
