/*
 * newlib-port/libgloss/xinim/scan_set.c - which characters %[...] of scanf takes.
 *
 * newlib's wscanf, and its scanf for %l[...], ask here (patches/0026) about a character
 * beyond the table of bytes that scanf has. A set is what stands between [ and ], a ^ at
 * its begin as well. A range is as there: from what is before the `-' to what is behind,
 * unless that is less, or the set's end (C11 7.21.6.2, 12 leaves it to us).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* The characters of a set one after another, of either kind. */
struct set {
	const char *bytes, *bytes_end;
	const wchar_t *wide, *wide_end;
};

int _scan_set_has(const char *set, const char *end, wchar_t c);
int _scan_set_has_wide(const wchar_t *set, const wchar_t *end, wchar_t c);

/* The next one, or WEOF. A byte that begins no character is one by itself. */
static wint_t next(struct set *s)
{
	mbstate_t state;
	wchar_t c;
	size_t n;

	if (s->wide < s->wide_end)
		return (wint_t)*s->wide++;
	if (s->bytes == s->bytes_end)
		return WEOF;
	memset(&state, 0, sizeof(state));
	n = mbrtowc(&c, s->bytes, (size_t)(s->bytes_end - s->bytes), &state);
	if (n == 0 || n > (size_t)(s->bytes_end - s->bytes)) {
		c = (unsigned char)*s->bytes;
		n = 1;
	}
	s->bytes += n;
	return (wint_t)c;
}

static int has(struct set s, wint_t c)
{
	struct set rest = s;
	wint_t before = WEOF, one = next(&rest);
	bool without = one == '^';

	if (without) {
		s = rest;
		one = next(&rest);
	}
	for (; one != WEOF; one = next(&rest)) {
		s = rest;
		if (one == '-' && before != WEOF) {
			wint_t last = next(&s);

			if (last != WEOF && last >= before) {
				if (c >= before && c <= last)
					return !without;
				before = last;
				rest = s;
				continue;
			}
		}
		if (c == one)
			return !without;
		before = one;
	}
	return without;
}

int _scan_set_has(const char *set, const char *end, wchar_t c)
{
	return has((struct set){ set, end, NULL, NULL }, (wint_t)c);
}

int _scan_set_has_wide(const wchar_t *set, const wchar_t *end, wchar_t c)
{
	return has((struct set){ NULL, NULL, set, end }, (wint_t)c);
}
