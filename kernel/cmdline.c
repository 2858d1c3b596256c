/*
 * kernel/cmdline.c - command lines as GRUB passes them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/cmdline.h"

#include <stddef.h>

#include <xinim/errno.h>

/* A walk over a line; yields its words one unquoted character at a time. */
struct scan {
	const char *p;
	bool quoted;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Moves to the next word; false at the end of the line. */
static bool scan_word(struct scan *s)
{
	while (is_space(*s->p))
		s->p++;
	s->quoted = false;
	return *s->p != '\0';
}

/* Next character of the word, or -1 where it ends. */
static int scan_char(struct scan *s)
{
	while (*s->p == '"') {
		s->quoted = !s->quoted;
		s->p++;
	}
	if (*s->p == '\\' && s->p[1] == '\0')
		s->p++;
	if (*s->p == '\0' || (!s->quoted && is_space(*s->p)))
		return -1;
	if (*s->p == '\\')
		s->p++;
	return (unsigned char)*s->p++;
}

static void skip_word(struct scan *s)
{
	while (scan_char(s) >= 0)
		;
}

/* Value of digit `c` in `base`, or -1. */
static int digit(int c, unsigned base)
{
	int v = -1;

	if (c >= '0' && c <= '9')
		v = c - '0';
	else if (c >= 'a' && c <= 'f')
		v = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		v = c - 'A' + 10;
	return v >= 0 && (unsigned)v < base ? v : -1;
}

/* The rest of the word as a number; false if it is not one. */
static bool scan_number(struct scan *s, uint64_t *value)
{
	unsigned base = 10;
	uint64_t v = 0;
	int c = scan_char(s), digits = 0;

	if (c == '0') {
		digits = 1;
		c = scan_char(s);
		if (c == 'x' || c == 'X') {
			base = 16;
			digits = 0;
			c = scan_char(s);
		}
	}
	for (; c >= 0; c = scan_char(s), digits++) {
		int d = digit(c, base);

		if (d < 0 || v > (UINT64_MAX - (unsigned)d) / base) {
			skip_word(s);
			return false;
		}
		v = v * base + (unsigned)d;
	}
	if (digits == 0)
		return false;
	*value = v;
	return true;
}

/* Follows the word as long as it spells `text`; at `text`'s end, true with the
 * word's next character still to come. Else the word is skipped. */
static bool scan_text(struct scan *s, const char *text)
{
	for (; *text != '\0'; text++) {
		int c = scan_char(s);

		if (c < 0)
			return false;
		if (c != (unsigned char)*text) {
			skip_word(s);
			return false;
		}
	}
	return true;
}

bool cmdline_has(const char *cmdline, const char *word)
{
	struct scan s = { cmdline, false };

	if (cmdline == NULL)
		return false;
	while (scan_word(&s)) {
		if (!scan_text(&s, word))
			continue;
		if (scan_char(&s) < 0)
			return true;
		skip_word(&s);
	}
	return false;
}

bool cmdline_number(const char *cmdline, const char *key, uint64_t *value)
{
	struct scan s = { cmdline, false };
	bool found = false;
	uint64_t v = 0;

	if (cmdline == NULL)
		return false;
	while (scan_word(&s)) {
		if (!scan_text(&s, key))
			continue;
		switch (scan_char(&s)) {
		case '=':
			found = scan_number(&s, &v);
			break;
		case -1:
			break;
		default:
			skip_word(&s);
		}
	}
	if (found)
		*value = v;
	return found;
}

int cmdline_split(char *line, char **argv, int max)
{
	struct scan s = { line, false };
	char *to = line;
	int argc = 0;

	while (scan_word(&s)) {
		bool last;
		int c;

		if (argc + 1 >= max)
			return -E2BIG;
		argv[argc++] = to;
		while ((c = scan_char(&s)) >= 0)
			*to++ = (char)c;
		/* The terminator may fall on the blank the scan stands at. */
		last = *s.p == '\0';
		if (!last)
			s.p++;
		*to++ = '\0';
		if (last)
			break;
	}
	if (max < 1)
		return -E2BIG;
	argv[argc] = NULL;
	return argc;
}
