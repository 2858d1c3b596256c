/*
 * newlib-port/libgloss/xinim/strptime.c - time out of text: POSIX.1-2017.
 *
 * In place of newlib's, which took any number for a day or an hour, 69 for 2069, and knew
 * neither %C with %y nor %z. Of GNU's there are %s, %z, %F, %G, %V, %u, %P, %k and %l. The
 * names are those of the C locale, which all locales have. What follows from the date (the
 * day of the week and of the year) is set as well.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <ctype.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday",
	"Thursday", "Friday", "Saturday" };
static const char *const months[] = { "January", "February", "March", "April", "May",
	"June", "July", "August", "September", "October", "November", "December" };

struct state {
	const char *p;
	struct tm *tm;
	int century, year; /* -1: not said */
	bool pm, has_hour12, has_month, has_day, has_year, has_yday;
};

/* Up to so many digits, from low to high. */
static bool number(struct state *s, int digits, int low, int high, int *value)
{
	int n = 0, count = 0;

	while (isspace((unsigned char)*s->p))
		s->p++;
	while (count < digits && isdigit((unsigned char)*s->p)) {
		if (n > (INT_MAX - 9) / 10)
			return false;
		n = n * 10 + (*s->p++ - '0');
		count++;
	}
	if (count == 0 || n < low || n > high)
		return false;
	*value = n;
	return true;
}

/* A name or its first three letters, whichever is longer. */
static bool name(struct state *s, const char *const *list, int count, int *value)
{
	for (int i = 0; i < count; i++) {
		size_t n = strlen(list[i]);

		if (strncasecmp(s->p, list[i], n) != 0) {
			n = 3;
			if (strncasecmp(s->p, list[i], n) != 0)
				continue;
		}
		s->p += n;
		*value = i;
		return true;
	}
	return false;
}

static bool half_of_day(struct state *s)
{
	if (strncasecmp(s->p, "AM", 2) != 0 && strncasecmp(s->p, "PM", 2) != 0)
		return false;
	s->pm = toupper((unsigned char)*s->p) == 'P';
	s->has_hour12 = true;
	s->p += 2;
	return true;
}

/* Z, +hh, +hhmm or +hh:mm. */
static bool zone(struct state *s)
{
	int sign, hours = 0, minutes = 0;

	while (isspace((unsigned char)*s->p))
		s->p++;
	if (*s->p == 'Z') {
		s->p++;
		s->tm->tm_gmtoff = 0;
		return true;
	}
	if (*s->p != '+' && *s->p != '-')
		return false;
	sign = *s->p++ == '-' ? -1 : 1;
	if (!isdigit((unsigned char)s->p[0]) || !isdigit((unsigned char)s->p[1]) ||
		!number(s, 2, 0, 24, &hours))
		return false;
	if (*s->p == ':')
		s->p++;
	if (isdigit((unsigned char)*s->p) && !number(s, 2, 0, 59, &minutes))
		return false;
	s->tm->tm_gmtoff = sign * (hours * 3600L + minutes * 60L);
	return true;
}

static bool seconds(struct state *s)
{
	char *end;
	int before = errno;
	time_t t;
	bool good;

	errno = 0;
	t = strtoll(s->p, &end, 10);
	good = end != s->p && errno == 0 && localtime_r(&t, s->tm) != NULL;
	errno = before;
	s->p = end;
	return good;
}

static bool year(struct state *s)
{
	int sign = *s->p == '-' ? -1 : 1, n;

	if (*s->p == '-' || *s->p == '+')
		s->p++;
	if (!number(s, 4, 0, 9999, &n))
		return false;
	s->tm->tm_year = sign * n - 1900;
	s->has_year = true;
	s->century = s->year = -1;
	return true;
}

static bool parse(struct state *s, const char *format);

/* One conversion by its letter. */
static bool convert(struct state *s, char letter)
{
	struct tm *tm = s->tm;
	int ignored;

	switch (letter) {
	case '%':
		return *s->p == '%' ? s->p++, true : false;
	case 'a':
	case 'A':
		return name(s, days, 7, &tm->tm_wday);
	case 'b':
	case 'B':
	case 'h':
		return s->has_month = name(s, months, 12, &tm->tm_mon);
	case 'c':
		return parse(s, "%a %b %e %H:%M:%S %Y");
	case 'C':
		return number(s, 2, 0, 99, &s->century);
	case 'd':
	case 'e':
		return s->has_day = number(s, 2, 1, 31, &tm->tm_mday);
	case 'D':
	case 'x':
		return parse(s, "%m/%d/%y");
	case 'F':
		return parse(s, "%Y-%m-%d");
	case 'g':
		return number(s, 2, 0, 99, &ignored);
	case 'G':
		return number(s, 4, 0, 9999, &ignored);
	case 'H':
	case 'k':
		s->has_hour12 = false;
		return number(s, 2, 0, 23, &tm->tm_hour);
	case 'I':
	case 'l':
		s->has_hour12 = true;
		if (!number(s, 2, 1, 12, &tm->tm_hour))
			return false;
		tm->tm_hour %= 12;
		return true;
	case 'j':
		if (!number(s, 3, 1, 366, &tm->tm_yday))
			return false;
		tm->tm_yday--;
		return s->has_yday = true;
	case 'm':
		if (!number(s, 2, 1, 12, &tm->tm_mon))
			return false;
		tm->tm_mon--;
		return s->has_month = true;
	case 'M':
		return number(s, 2, 0, 59, &tm->tm_min);
	case 'n':
	case 't':
		while (isspace((unsigned char)*s->p))
			s->p++;
		return true;
	case 'p':
	case 'P':
		return half_of_day(s);
	case 'r':
		return parse(s, "%I:%M:%S %p");
	case 'R':
		return parse(s, "%H:%M");
	case 's':
		return seconds(s);
	case 'S':
		return number(s, 2, 0, 60, &tm->tm_sec);
	case 'T':
	case 'X':
		return parse(s, "%H:%M:%S");
	case 'u':
		if (!number(s, 1, 1, 7, &tm->tm_wday))
			return false;
		tm->tm_wday %= 7;
		return true;
	case 'U':
	case 'V':
	case 'W':
		return number(s, 2, 0, 53, &ignored);
	case 'w':
		return number(s, 1, 0, 6, &tm->tm_wday);
	case 'y':
		return number(s, 2, 0, 99, &s->year);
	case 'Y':
		return year(s);
	case 'z':
		return zone(s);
	case 'Z':
		while (isalpha((unsigned char)*s->p))
			s->p++;
		return true;
	}
	return false;
}

static bool parse(struct state *s, const char *format)
{
	for (; *format != '\0'; format++) {
		if (isspace((unsigned char)*format)) {
			while (isspace((unsigned char)*s->p))
				s->p++;
		} else if (*format != '%') {
			if (*s->p++ != *format)
				return false;
		} else {
			/* Other digits, eras and widths are as without. */
			format += strspn(format + 1, "0123456789+-_^#");
			if (format[1] == 'E' || format[1] == 'O')
				format++;
			if (!convert(s, *++format))
				return false;
		}
	}
	return true;
}

/* The year from its two halves, the hour from its, and what the date says. */
static void finish(struct state *s)
{
	struct tm *tm = s->tm, date = { 0 };

	if (s->has_hour12 && s->pm && tm->tm_hour < 12)
		tm->tm_hour += 12;
	if (s->year >= 0) {
		/* 69 to 99 are of the last century: POSIX. */
		int century = s->century >= 0 ? s->century : s->year < 69 ? 20 : 19;

		tm->tm_year = century * 100 + s->year - 1900;
		s->has_year = true;
	} else if (s->century >= 0) {
		tm->tm_year = s->century * 100 - 1900 + (tm->tm_year + 1900) % 100;
		s->has_year = true;
	}
	if (s->has_year && s->has_yday && !(s->has_month && s->has_day)) {
		date.tm_year = tm->tm_year;
		date.tm_mday = tm->tm_yday + 1;
		timegm(&date);
		tm->tm_mon = date.tm_mon;
		tm->tm_mday = date.tm_mday;
	} else if (!(s->has_year && s->has_month && s->has_day))
		return;
	date.tm_year = tm->tm_year;
	date.tm_mon = tm->tm_mon;
	date.tm_mday = tm->tm_mday;
	timegm(&date);
	tm->tm_wday = date.tm_wday;
	tm->tm_yday = date.tm_yday;
}

char *strptime(
	const char *restrict text, const char *restrict format, struct tm *restrict tm)
{
	struct state s = { .p = text, .tm = tm, .century = -1, .year = -1 };

	if (!parse(&s, format))
		return NULL;
	finish(&s);
	return (char *)(size_t)s.p;
}

char *strptime_l(const char *restrict text, const char *restrict format,
	struct tm *restrict tm, locale_t locale)
{
	(void)locale;
	return strptime(text, format, tm);
}
