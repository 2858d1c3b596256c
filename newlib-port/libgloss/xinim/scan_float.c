/*
 * newlib-port/libgloss/xinim/scan_float.c - which characters scanf takes for a number.
 *
 * newlib's scanf and wscanf ask here for each character of %e, %f, %g and %a (patches/
 * 0015), in place of their own way, which knew no hexadecimal number and 40 characters
 * at most. What is taken is the longest input that begins a number as strtod has it; if
 * it is none by itself, as in `100ergs', the conversion fails (C11 7.21.6.2, 9 and 10).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* As in newlib's stdio/local.h. */
struct _scan_float {
	int state, step, failed;
	size_t length, room;
	char *text;
	char small[64];
};

void _scan_float_start(struct _scan_float *s);
int _scan_float_put(struct _scan_float *s, int c);
int _scan_float_end(struct _scan_float *s);

enum {
	START,
	SIGN,
	ZERO, /* and nothing else yet: an x may follow */
	WHOLE,
	POINT, /* no digit yet */
	FRACTION,
	EXPONENT,
	EXPONENT_SIGN,
	EXPONENT_DIGITS,
	HEX, /* no digit yet */
	HEX_WHOLE,
	HEX_POINT,
	HEX_FRACTION,
	INF,
	NOT_A,
	NOT_A_TEXT,
	NOT_A_END,
	NONE,
};

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(int c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

static int begin(int c)
{
	if (c == '0')
		return ZERO;
	if (is_digit(c))
		return WHOLE;
	return c == '.' ? POINT : c == 'i' ? INF : c == 'n' ? NOT_A : NONE;
}

/* The state behind c, a lower-case letter if it is one. */
static int next(struct _scan_float *s, int c)
{
	switch (s->state) {
	case START:
		return c == '+' || c == '-' ? SIGN : begin(c);
	case SIGN:
		return begin(c);
	case ZERO:
		if (c == 'x')
			return HEX;
		/* Fall through. */
	case WHOLE:
		return is_digit(c) ? WHOLE
			: c == '.' ? FRACTION
			: c == 'e' ? EXPONENT
				   : NONE;
	case POINT:
		return is_digit(c) ? FRACTION : NONE;
	case FRACTION:
		return is_digit(c) ? FRACTION : c == 'e' ? EXPONENT : NONE;
	case EXPONENT:
		if (c == '+' || c == '-')
			return EXPONENT_SIGN;
		/* Fall through. */
	case EXPONENT_SIGN:
	case EXPONENT_DIGITS:
		return is_digit(c) ? EXPONENT_DIGITS : NONE;
	case HEX:
		return is_hex(c) ? HEX_WHOLE : c == '.' ? HEX_POINT : NONE;
	case HEX_WHOLE:
		return is_hex(c)   ? HEX_WHOLE
			: c == '.' ? HEX_FRACTION
			: c == 'p' ? EXPONENT
				   : NONE;
	case HEX_POINT:
		return is_hex(c) ? HEX_FRACTION : NONE;
	case HEX_FRACTION:
		return is_hex(c) ? HEX_FRACTION : c == 'p' ? EXPONENT : NONE;
	case INF:
		return s->step < 8 && c == "infinity"[s->step] ? INF : NONE;
	case NOT_A:
		if (s->step == 3)
			return c == '(' ? NOT_A_TEXT : NONE;
		return c == "nan"[s->step] ? NOT_A : NONE;
	case NOT_A_TEXT:
		if (is_digit(c) || (c >= 'a' && c <= 'z') || c == '_')
			return NOT_A_TEXT;
		return c == ')' ? NOT_A_END : NONE;
	}
	return NONE;
}

void _scan_float_start(struct _scan_float *s)
{
	s->state = START;
	s->step = s->failed = 0;
	s->length = 0;
	s->text = s->small;
	s->room = sizeof(s->small);
}

/* Whether c belongs to it. failed: no memory. */
int _scan_float_put(struct _scan_float *s, int c)
{
	int state = next(s, c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);

	if (state == NONE)
		return 0;
	if (s->length + 1 == s->room) {
		char *more = malloc(2 * s->room);

		if (more == NULL) {
			s->failed = 1;
			return 0;
		}
		memcpy(more, s->text, s->length);
		if (s->text != s->small)
			free(s->text);
		s->text = more;
		s->room *= 2;
	}
	s->text[s->length++] = (char)c;
	s->step = state == s->state ? s->step + 1 : 1;
	s->state = state;
	return 1;
}

/* Whether it is a number now; then text has its end. The caller frees what is not small. */
int _scan_float_end(struct _scan_float *s)
{
	s->text[s->length] = '\0';
	switch (s->state) {
	case ZERO:
	case WHOLE:
	case FRACTION:
	case EXPONENT_DIGITS:
	case HEX_WHOLE:
	case HEX_FRACTION:
	case NOT_A_END:
		return 1;
	case INF:
		return s->step == 3 || s->step == 8;
	case NOT_A:
		return s->step == 3;
	}
	return 0;
}
