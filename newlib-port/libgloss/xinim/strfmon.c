/*
 * newlib-port/libgloss/xinim/strfmon.c - amounts of money: POSIX.1-2017, strfmon.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <ctype.h>
#include <limits.h>
#include <locale.h>
#include <monetary.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct out {
	char *s;
	size_t size, used;
};

struct spec {
	char fill;
	bool no_grouping, parentheses, no_symbol, left, international;
	int width, left_digits, right_digits; /* -1: not said */
};

static void put(struct out *o, const char *s, size_t n)
{
	if (n > o->size - o->used)
		n = o->size - o->used;
	memcpy(o->s + o->used, s, n);
	o->used += n;
}

static void put_many(struct out *o, char c, int n)
{
	while (n-- > 0 && o->used < o->size)
		o->s[o->used++] = c;
}

/* A number in the format; -1: more than an int. */
static int number(const char **p)
{
	long n = 0;

	while (isdigit((unsigned char)**p)) {
		n = n * 10 + (*(*p)++ - '0');
		if (n > INT_MAX / 16)
			return -1;
	}
	return (int)n;
}

/* What stands between % and the letter. False: nonsense. */
static bool parse(const char **p, struct spec *spec)
{
	*spec = (struct spec){
		.fill = ' ', .width = 0, .left_digits = -1, .right_digits = -1
	};
	for (;; (*p)++) {
		if (**p == '=') {
			if (*++*p == '\0')
				return false;
			spec->fill = **p;
		} else if (**p == '^')
			spec->no_grouping = true;
		else if (**p == '+')
			spec->parentheses = false;
		else if (**p == '(')
			spec->parentheses = true;
		else if (**p == '!')
			spec->no_symbol = true;
		else if (**p == '-')
			spec->left = true;
		else
			break;
	}
	spec->width = number(p);
	if (**p == '#') {
		++*p;
		spec->left_digits = number(p);
		if (spec->left_digits < 0)
			return false;
	}
	if (**p == '.') {
		++*p;
		spec->right_digits = number(p);
		if (spec->right_digits < 0)
			return false;
	}
	return spec->width >= 0 && (**p == 'n' || **p == 'i');
}

/* How many separators stand among n digits. */
static int separators(const struct lconv *l, const struct spec *spec, int n)
{
	const char *g = l->mon_grouping;
	int count = 0, group = *g;

	if (spec->no_grouping || *l->mon_thousands_sep == '\0')
		return 0;
	while (group > 0 && group != CHAR_MAX && n > group) {
		count++;
		n -= group;
		if (g[1] != '\0')
			group = *++g;
	}
	return count;
}

static bool before_separator(const struct lconv *l, int left)
{
	const char *g = l->mon_grouping;
	int group = *g;

	while (group > 0 && group != CHAR_MAX && left > group) {
		left -= group;
		if (g[1] != '\0')
			group = *++g;
	}
	return left == group;
}

/* The digits with what is between and before them. */
static void put_digits(
	struct out *o, const struct lconv *l, const struct spec *spec, const char *digits)
{
	int whole = (int)strcspn(digits, "."), missing = spec->left_digits - whole;
	const char *fraction = digits + whole;
	size_t separator = strlen(l->mon_thousands_sep);

	if (missing > 0)
		put_many(o, spec->fill,
			missing +
				(int)separator *
					(separators(l, spec, spec->left_digits) -
						separators(l, spec, whole)));
	for (int i = 0; i < whole; i++) {
		put(o, digits + i, 1);
		if (!spec->no_grouping && separator > 0 && i + 1 < whole &&
			before_separator(l, whole - i - 1))
			put(o, l->mon_thousands_sep, separator);
	}
	if (*fraction != '\0') {
		const char *point = l->mon_decimal_point;

		if (*point == '\0')
			point = l->decimal_point;
		put(o, point, strlen(point));
		put(o, fraction + 1, strlen(fraction + 1));
	}
}

/* One amount, without the padding to its width. */
static void put_amount(struct out *o, const struct lconv *l, const struct spec *spec,
	const char *digits, bool negative)
{
	const char *symbol = spec->no_symbol ? ""
		: spec->international        ? l->int_curr_symbol
					     : l->currency_symbol;
	const char *sign = negative ? l->negative_sign : l->positive_sign;
	char precedes = negative ? l->n_cs_precedes : l->p_cs_precedes;
	char space = negative ? l->n_sep_by_space : l->p_sep_by_space;
	char position = negative ? l->n_sign_posn : l->p_sign_posn;
	const char *after = "",
		   *gap = space != 0 && space != CHAR_MAX && *symbol ? " " : "";

	/* The C locale says nothing of signs; an amount below zero has to have one. */
	if (position == CHAR_MAX)
		position = 1;
	if (negative && *sign == '\0')
		sign = "-";
	if (spec->parentheses || position == 0) {
		sign = negative ? "(" : "";
		after = negative ? ")" : "";
		position = 1;
	}
	/* With # amounts stand below each other, with a sign or without. */
	if (spec->left_digits >= 0 && !negative && *sign == '\0') {
		sign = " ";
		after = spec->parentheses ? " " : "";
	}
	if (position == 1 || (precedes == 1 && position == 3))
		put(o, sign, strlen(sign));
	if (precedes != 0) {
		put(o, symbol, strlen(symbol));
		if (position == 4)
			put(o, sign, strlen(sign));
		put(o, gap, strlen(gap));
	}
	put_digits(o, l, spec, digits);
	if (precedes == 0) {
		put(o, gap, strlen(gap));
		if (position == 3)
			put(o, sign, strlen(sign));
		put(o, symbol, strlen(symbol));
		if (position == 4)
			put(o, sign, strlen(sign));
	}
	if (position == 2)
		put(o, sign, strlen(sign));
	put(o, after, strlen(after));
}

static bool convert(
	struct out *o, const struct lconv *l, const struct spec *spec, double value)
{
	bool negative = __builtin_signbit(value) && value != 0;
	char *digits;
	int places = spec->right_digits;
	size_t start = o->used;

	if (places < 0)
		places = spec->international ? l->int_frac_digits : l->frac_digits;
	if (places == CHAR_MAX)
		places = 2;
	if (asprintf(&digits, "%.*f", places, __builtin_fabs(value)) < 0)
		return false;
	put_amount(o, l, spec, digits, negative);
	free(digits);
	if (o->used - start < (size_t)spec->width) {
		size_t length = o->used - start, pad = (size_t)spec->width - length;

		if (pad > o->size - o->used)
			pad = o->size - o->used;
		if (!spec->left)
			memmove(o->s + start + pad, o->s + start, length);
		memset(o->s + start + (spec->left ? length : 0), ' ', pad);
		o->used += pad;
	}
	return true;
}

static ssize_t format_all(struct out *o, const char *format, va_list *list)
{
	const struct lconv *l = localeconv();
	struct spec spec;

	for (const char *p = format; *p != '\0'; p++) {
		if (*p != '%') {
			put(o, p, 1);
			continue;
		}
		if (*++p == '%') {
			put(o, p, 1);
			continue;
		}
		if (!parse(&p, &spec)) {
			errno = EINVAL;
			return -1;
		}
		spec.international = *p == 'i';
		if (!convert(o, l, &spec, va_arg(*list, double)))
			return -1;
	}
	if (o->used == o->size) { /* no room for the NUL */
		errno = E2BIG;
		return -1;
	}
	o->s[o->used] = '\0';
	return (ssize_t)o->used;
}

ssize_t strfmon(char *restrict s, size_t size, const char *restrict format, ...)
{
	struct out o = { s, size, 0 };
	va_list list;
	ssize_t r;

	va_start(list, format);
	r = format_all(&o, format, &list);
	va_end(list);
	return r;
}

ssize_t strfmon_l(
	char *restrict s, size_t size, locale_t locale, const char *restrict format, ...)
{
	struct out o = { s, size, 0 };
	locale_t before = uselocale(locale);
	va_list list;
	ssize_t r;

	va_start(list, format);
	r = format_all(&o, format, &list);
	va_end(list);
	uselocale(before);
	return r;
}
