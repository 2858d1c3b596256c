/*
 * newlib-port/libgloss/xinim/wcstod.c - wide text to float, double and long double:
 * POSIX.1-2017 wcstod() and its like.
 *
 * In place of newlib's, which rounded a float twice and without ERANGE, forgot the sign of
 * a NaN, and took white space alone for a number. What a number can have in it is ASCII in
 * every locale, so strtod() and its like read a copy of that much.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

struct copy {
	const wchar_t *begin; /* behind white space */
	char *text, small[64];
};

double _wcstod_l(
	struct _reent *reent, const wchar_t *text, wchar_t **end, locale_t locale);
double _wcstod_r(struct _reent *reent, const wchar_t *text, wchar_t **end);
float _wcstof_r(struct _reent *reent, const wchar_t *text, wchar_t **end);

static int belongs(wchar_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z') || (c != 0 && wcschr(L"+-._()", c) != NULL);
}

/* Without memory it is an empty text, and errno is ENOMEM. */
static void copy_text(struct copy *copy, const wchar_t *text)
{
	size_t n = 0;

	while (iswspace((wint_t)*text))
		text++;
	copy->begin = text;
	copy->text = copy->small;
	while (belongs(text[n]))
		n++;
	if (n >= sizeof(copy->small)) {
		copy->text = malloc(n + 1);
		if (copy->text == NULL) {
			copy->text = copy->small;
			n = 0;
		}
	}
	for (size_t i = 0; i < n; i++)
		copy->text[i] = (char)text[i];
	copy->text[n] = '\0';
}

/* If nothing was read, the end is where the text began, before white space. */
static void at_end(
	struct copy *copy, const wchar_t *text, wchar_t **end, const char *stop)
{
	if (end != NULL)
		*end = (wchar_t *)(stop == copy->text
				? text
				: copy->begin + (stop - copy->text));
	if (copy->text != copy->small)
		free(copy->text);
}

float wcstof(const wchar_t *restrict text, wchar_t **restrict end)
{
	struct copy copy;
	char *stop;
	float value;

	copy_text(&copy, text);
	value = strtof(copy.text, &stop);
	at_end(&copy, text, end, stop);
	return value;
}

double wcstod(const wchar_t *restrict text, wchar_t **restrict end)
{
	struct copy copy;
	char *stop;
	double value;

	copy_text(&copy, text);
	value = strtod(copy.text, &stop);
	at_end(&copy, text, end, stop);
	return value;
}

long double wcstold(const wchar_t *restrict text, wchar_t **restrict end)
{
	struct copy copy;
	char *stop;
	long double value;

	copy_text(&copy, text);
	value = strtold(copy.text, &stop);
	at_end(&copy, text, end, stop);
	return value;
}

float wcstof_l(const wchar_t *restrict text, wchar_t **restrict end, locale_t locale)
{
	(void)locale;
	return wcstof(text, end);
}

double wcstod_l(const wchar_t *restrict text, wchar_t **restrict end, locale_t locale)
{
	(void)locale;
	return wcstod(text, end);
}

long double wcstold_l(
	const wchar_t *restrict text, wchar_t **restrict end, locale_t locale)
{
	(void)locale;
	return wcstold(text, end);
}

double _wcstod_l(
	struct _reent *reent, const wchar_t *text, wchar_t **end, locale_t locale)
{
	(void)reent;
	(void)locale;
	return wcstod(text, end);
}

double _wcstod_r(struct _reent *reent, const wchar_t *text, wchar_t **end)
{
	(void)reent;
	return wcstod(text, end);
}

float _wcstof_r(struct _reent *reent, const wchar_t *text, wchar_t **end)
{
	(void)reent;
	return wcstof(text, end);
}
