/*
 * newlib-port/libgloss/xinim/strftime.c - times as text: POSIX.1-2017 strftime(), wcsftime().
 *
 * In place of newlib's, which went past its tables by a field that is out of range and
 * knew no flags. Besides POSIX there are GNU's: the flags _ (pad with spaces), - (do not
 * pad), 0 (pad with zeros), ^ (upper case) and # (the other case), a width with each
 * conversion, %k, %l, %P and %s. All locales have the names of the C locale, no era and no
 * digits of their own, so E and O change nothing where they may stand; a conversion that
 * there is not is written as it is.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <ctype.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

/* Where the text goes: one of the two, which has room for so many, the end included. */
struct out {
	char *s;
	wchar_t *w;
	size_t size, used;
	bool full;
};

struct conversion {
	char pad; /* '_', '-', '0' or none */
	bool upper, swap;
	int width;     /* 0: none */
	char modifier; /* 'E', 'O' or none */
	char letter;
};

static void format(struct out *out, const char *f, const wchar_t *wf, const struct tm *tm,
	bool upper);

static void put(struct out *out, wchar_t c)
{
	if (out->full || out->used + 1 >= out->size) {
		out->full = true;
		return;
	}
	if (out->w != NULL)
		out->w[out->used] = c;
	else if (out->s != NULL)
		out->s[out->used] = (char)c;
	out->used++;
}

/* What is left of a width. A text that has no room is not begun: a width may be INT_MAX. */
static void fill(struct out *out, size_t count, char c)
{
	if (count >= out->size - out->used)
		out->full = true;
	while (!out->full && count-- > 0)
		put(out, (unsigned char)c);
}

static void put_width(struct out *out, const struct conversion *c, size_t length)
{
	if (c->width > 0 && (size_t)c->width > length)
		fill(out, (size_t)c->width - length, c->pad == '0' ? '0' : ' ');
}

static void put_text(struct out *out, const struct conversion *c, const char *text)
{
	put_width(out, c, strlen(text));
	for (; *text != '\0'; text++)
		put(out, c->upper ? toupper((unsigned char)*text) : (unsigned char)*text);
}

/* VALUE in at least DIGITS digits, as the flags or else PAD has it; in C's width. */
static void put_number(
	struct out *out, struct conversion c, long value, int digits, char pad)
{
	char text[24], *p = text + sizeof(text) - 1;
	unsigned long n = value < 0 ? -(unsigned long)value : (unsigned long)value;
	int length;

	*p = '\0';
	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n != 0);
	if (value < 0)
		*--p = '-';
	length = (int)strlen(p);
	if (c.pad == '\0')
		c.pad = pad;
	if (digits < c.width)
		digits = c.width;
	if (c.pad == '_' && digits > length) {
		fill(out, (size_t)(digits - length), ' ');
		c.width = c.width > digits - length ? c.width - (digits - length) : 0;
	} else if (c.pad != '-' && digits > length) {
		if (*p == '-')
			put(out, (unsigned char)*p++);
		fill(out, (size_t)(digits - length), '0');
		c.width = 0;
	}
	put_text(out, &c, p);
}

/* The week of the year by ISO 8601, from 0; negative before the first. */
static long iso_week(long yday, long wday)
{
	const long sevens = 378; /* a multiple of 7 that keeps the sum positive */
	long days = yday - (yday - wday + 4 + sevens) % 7 + 4 - 1;

	return days < 0 ? -1 : days / 7;
}

static bool is_leap(long year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The year of the week that the day is in; *WEEK from 0. */
static long iso_year(const struct tm *tm, long *week)
{
	long year = 1900L + tm->tm_year, next;

	*week = iso_week(tm->tm_yday, tm->tm_wday);
	if (*week < 0) {
		year--;
		*week = iso_week(
			tm->tm_yday + (is_leap(year) ? 366L : 365L), tm->tm_wday);
		return year;
	}
	next = iso_week(tm->tm_yday - (is_leap(year) ? 366L : 365L), tm->tm_wday);
	if (next < 0)
		return year;
	*week = next;
	return year + 1;
}

static const char *pick(const char *const *names, int count, int which)
{
	return which >= 0 && which < count ? names[which] : "?";
}

/* A time that was filled in by hand has no tm_zone. */
static const char *zone_name(const struct tm *tm)
{
	if (tm->tm_zone != NULL && *tm->tm_zone != '\0')
		return tm->tm_zone;
	return tm->tm_isdst >= 0 ? tzname[tm->tm_isdst != 0] : "";
}

/* The names: true if C is one of them. */
static bool put_name(struct out *out, struct conversion *c, const struct tm *tm)
{
	static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday",
		"Thursday", "Friday", "Saturday" };
	static const char *const months[] = { "January", "February", "March", "April",
		"May", "June", "July", "August", "September", "October", "November",
		"December" };
	bool month = strchr("bBh", c->letter) != NULL, lower = false;
	char text[16];
	const char *name;

	switch (c->letter) {
	case 'a':
	case 'A':
	case 'b':
	case 'B':
	case 'h':
		name = month ? pick(months, 12, tm->tm_mon) : pick(days, 7, tm->tm_wday);
		c->upper |= c->swap;
		break;
	case 'p':
	case 'P':
		name = tm->tm_hour > 11 ? "PM" : "AM";
		lower = c->letter == 'P' || c->swap;
		break;
	case 'Z':
		name = zone_name(tm);
		lower = c->swap;
		break;
	default:
		return false;
	}
	if (c->swap)
		c->upper = !lower;
	if (strchr("abh", c->letter) != NULL) {
		strlcpy(text, name, 4);
		name = text;
	}
	if (!lower) {
		put_text(out, c, name);
		return true;
	}
	put_width(out, c, strlen(name));
	for (; *name != '\0'; name++)
		put(out, tolower((unsigned char)*name));
	return true;
}

/* What is short for several conversions: that, or NULL. */
static const char *several(char letter)
{
	switch (letter) {
	case 'c':
		return "%a %b %e %H:%M:%S %Y";
	case 'D':
	case 'x':
		return "%m/%d/%y";
	case 'F':
		return "%Y-%m-%d";
	case 'r':
		return "%I:%M:%S %p";
	case 'R':
		return "%H:%M";
	case 'T':
	case 'X':
		return "%H:%M:%S";
	default:
		return NULL;
	}
}

static void put_several(
	struct out *out, const struct conversion *c, const char *f, const struct tm *tm)
{
	struct out measure = { .size = (size_t)INT_MAX };

	format(&measure, f, NULL, tm, c->upper);
	put_width(out, c, measure.used);
	format(out, f, NULL, tm, c->upper);
}

static void put_zone(struct out *out, struct conversion *c, const struct tm *tm)
{
	long minutes = (tm->tm_gmtoff < 0 ? -tm->tm_gmtoff : tm->tm_gmtoff) / 60;

	if (tm->tm_isdst < 0)
		return;
	put_text(out, c, tm->tm_gmtoff < 0 ? "-" : "+");
	put_number(out, *c, minutes / 60 * 100 + minutes % 60, 4, '0');
}

static void put_seconds(struct out *out, struct conversion *c, const struct tm *tm)
{
	struct tm copy = *tm;

	put_number(out, *c, mktime(&copy), 1, '0');
}

static long century(long year)
{
	return year / 100 - (year % 100 < 0);
}

static int hour12(int hour)
{
	if (hour > 12)
		return hour - 12;
	return hour == 0 ? 12 : hour;
}

/* One conversion that is a number: true if C is one of them. */
static bool put_field(struct out *out, struct conversion *c, const struct tm *tm)
{
	long year = 1900L + tm->tm_year, value, week;
	int digits = 2;
	char pad = strchr("ekl", c->letter) != NULL ? '_' : '0';

	switch (c->letter) {
	case 'C':
		value = century(year);
		break;
	case 'd':
	case 'e':
		value = tm->tm_mday;
		break;
	case 'g':
		value = (iso_year(tm, &week) % 100 + 100) % 100;
		break;
	case 'G':
		value = iso_year(tm, &week);
		digits = 1;
		break;
	case 'H':
	case 'k':
		value = tm->tm_hour;
		break;
	case 'I':
	case 'l':
		value = hour12(tm->tm_hour);
		break;
	case 'j':
		value = 1L + tm->tm_yday;
		digits = 3;
		break;
	case 'm':
		value = 1L + tm->tm_mon;
		break;
	case 'M':
		value = tm->tm_min;
		break;
	case 'S':
		value = tm->tm_sec;
		break;
	case 'u':
		value = (tm->tm_wday - 1L + 7) % 7 + 1;
		digits = 1;
		break;
	case 'U':
		value = (tm->tm_yday - (long)tm->tm_wday + 7) / 7;
		break;
	case 'V':
		iso_year(tm, &week);
		value = week + 1;
		break;
	case 'w':
		value = tm->tm_wday;
		digits = 1;
		break;
	case 'W':
		value = (tm->tm_yday - (tm->tm_wday - 1L + 7) % 7 + 7) / 7;
		break;
	case 'y':
		value = (year % 100 + 100) % 100;
		break;
	case 'Y':
		value = year;
		digits = 1;
		break;
	default:
		return false;
	}
	put_number(out, *c, value, digits, pad);
	return true;
}

/*
 * May MODIFIER stand before LETTER? Where POSIX has it (strftime, Modified Conversion
 * Specifiers), and where GNU's library lets it pass.
 */
static bool may_modify(char modifier, char letter)
{
	if (modifier == 'E')
		return strchr("cCnpPrRstTuxXyYzZ", letter) != NULL;
	return modifier == '\0' ||
		strchr("bBCdegGhHIjklmMnpPrRsStTuUVwWyzZ", letter) != NULL;
}

/* Writes C; false if there is no such conversion. */
static bool put_conversion(struct out *out, struct conversion *c, const struct tm *tm)
{
	const char *f = several(c->letter);

	if (c->letter == '\0' || !may_modify(c->modifier, c->letter))
		return false;
	if (f != NULL) {
		put_several(out, c, f, tm);
		return true;
	}
	switch (c->letter) {
	case '%':
		put_text(out, c, "%");
		return true;
	case 'n':
		put_text(out, c, "\n");
		return true;
	case 't':
		put_text(out, c, "\t");
		return true;
	case 's':
		put_seconds(out, c, tm);
		return true;
	case 'z':
		put_zone(out, c, tm);
		return true;
	default:
		return put_name(out, c, tm) || put_field(out, c, tm);
	}
}

/* The format's character, of whichever kind; 0 at its end, 1 for what has no meaning here. */
static char peek(const char *f, const wchar_t *wf, size_t at)
{
	if (wf == NULL)
		return f[at];
	return wf[at] >= 0 && wf[at] < 128 ? (char)wf[at] : 1;
}

/* Reads flags, width and modifier behind the '%' at AT; returns where the letter is. */
static size_t read_conversion(
	const char *f, const wchar_t *wf, size_t at, struct conversion *c)
{
	for (char flag = peek(f, wf, ++at); flag != '\0' && strchr("_-0^#", flag) != NULL;
		flag = peek(f, wf, ++at)) {
		if (flag == '^')
			c->upper = true;
		else if (flag == '#')
			c->swap = true;
		else
			c->pad = flag;
	}
	for (char d = peek(f, wf, at); d >= '0' && d <= '9'; d = peek(f, wf, ++at))
		c->width =
			c->width > (INT_MAX - 9) / 10 ? INT_MAX : c->width * 10 + d - '0';
	c->modifier = peek(f, wf, at);
	if (c->modifier == 'E' || c->modifier == 'O')
		at++;
	else
		c->modifier = '\0';
	c->letter = peek(f, wf, at);
	return at;
}

static void format(struct out *out, const char *f, const wchar_t *wf, const struct tm *tm,
	bool upper)
{
	for (size_t at = 0; (wf != NULL ? wf[at] != 0 : f[at] != 0) && !out->full; at++) {
		struct conversion c = { .upper = upper };
		size_t start = at;

		if (peek(f, wf, at) == '%') {
			at = read_conversion(f, wf, at, &c);
			if (put_conversion(out, &c, tm))
				continue;
			if (c.letter == '\0')
				at--;
			if (c.letter == '%')
				start = at;
			put_width(out, &c, at + 1 - start);
		}
		for (; start <= at; start++)
			put(out, wf != NULL ? wf[start] : (unsigned char)f[start]);
	}
}

size_t strftime(char *restrict s, size_t size, const char *restrict f,
	const struct tm *restrict tm)
{
	struct out out = { .s = s, .size = size };

	tzset();
	format(&out, f, NULL, tm, false);
	if (size == 0 || out.full)
		return 0;
	s[out.used] = '\0';
	return out.used;
}

size_t wcsftime(wchar_t *restrict w, size_t size, const wchar_t *restrict f,
	const struct tm *restrict tm)
{
	struct out out = { .w = w, .size = size };

	tzset();
	format(&out, NULL, f, tm, false);
	if (size == 0 || out.full)
		return 0;
	w[out.used] = L'\0';
	return out.used;
}

size_t strftime_l(char *restrict s, size_t size, const char *restrict f,
	const struct tm *restrict tm, locale_t locale)
{
	(void)locale;
	return strftime(s, size, f, tm);
}

size_t wcsftime_l(wchar_t *restrict w, size_t size, const wchar_t *restrict f,
	const struct tm *restrict tm, locale_t locale)
{
	(void)locale;
	return wcsftime(w, size, f, tm);
}
