/*
 * newlib-port/libgloss/xinim/getdate.c - a date in words: POSIX.1-2017, getdate.
 *
 * The file that DATEMSK names has a strptime format in each line; the first that fits
 * the whole string is taken. What it does not say is what is nearest ahead.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#undef getdate_err
int getdate_err;

/* What <time.h> makes of the name. */
int *__getdate_err(void)
{
	return &getdate_err;
}

/* getdate_err */
#define NO_DATEMSK  1
#define CANNOT_OPEN 2
#define NO_STATUS   3
#define NOT_REGULAR 4
#define READ_ERROR  5
#define NO_MEMORY   6
#define NO_FORMAT   7
#define NO_DATE     8

static int is_set(int field)
{
	return field != INT_MIN;
}

static int days_in(int month, int year)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	year += 1900;
	return days[month] +
		(month == 1 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* Fills in the time of day; true: it is over for today. */
static int complete_time(struct tm *t, const struct tm *now)
{
	int said = is_set(t->tm_hour) || is_set(t->tm_min) || is_set(t->tm_sec);

	if (!said) {
		t->tm_hour = now->tm_hour;
		t->tm_min = now->tm_min;
		t->tm_sec = now->tm_sec;
		return 0;
	}
	if (!is_set(t->tm_hour))
		t->tm_hour = 0;
	if (!is_set(t->tm_min))
		t->tm_min = 0;
	if (!is_set(t->tm_sec))
		t->tm_sec = 0;
	return t->tm_hour < now->tm_hour;
}

static int complete(struct tm *t, const struct tm *now)
{
	int year = is_set(t->tm_year), month = is_set(t->tm_mon),
	    day = is_set(t->tm_mday);
	int weekday = is_set(t->tm_wday) ? t->tm_wday : -1;
	int time_said = is_set(t->tm_hour);
	int over = complete_time(t, now);

	if (!year && !month && !day && weekday < 0 && !time_said)
		over = 0;
	if (!year)
		t->tm_year = now->tm_year;
	if (!month) {
		t->tm_mon = year ? 0 : now->tm_mon;
	} else if (!year && t->tm_mon < now->tm_mon)
		t->tm_year++;
	if (!day)
		t->tm_mday = year || month ? 1 : now->tm_mday;
	if (day && (t->tm_mday < 1 || t->tm_mday > days_in(t->tm_mon, t->tm_year)))
		return 0;
	if (!year && !month && !day) {
		if (weekday >= 0)
			t->tm_mday += (weekday - now->tm_wday + 7) % 7;
		else if (over)
			t->tm_mday++;
	} else if (weekday >= 0 && (year || month) && !day) {
		/* The first such day of that month. */
		t->tm_wday = 0;
		t->tm_isdst = -1;
		if (mktime(t) == (time_t)-1 && t->tm_year != 69)
			return 0;
		t->tm_mday += (weekday - t->tm_wday + 7) % 7;
	}
	t->tm_isdst = -1;
	return mktime(t) != (time_t)-1 || t->tm_year == 69;
}

static int fits(const char *string, const char *format, struct tm *t)
{
	const char *end;

	*t = (struct tm){ .tm_sec = INT_MIN,
		.tm_min = INT_MIN,
		.tm_hour = INT_MIN,
		.tm_mday = INT_MIN,
		.tm_mon = INT_MIN,
		.tm_year = INT_MIN,
		.tm_wday = INT_MIN,
		.tm_yday = INT_MIN };
	end = strptime(string, format, t);
	if (end == NULL)
		return 0;
	while (isspace((unsigned char)*end))
		end++;
	return *end == '\0';
}

/* 0, or what getdate_err is to be. */
static int try_formats(FILE *f, const char *string, struct tm *t)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	int error = NO_FORMAT;
	time_t now = time(NULL);
	struct tm current;

	if (localtime_r(&now, &current) == NULL)
		return NO_DATE;
	while (errno = 0, (length = getline(&line, &size, f)) >= 0) {
		if (length > 0 && line[length - 1] == '\n')
			line[length - 1] = '\0';
		if (*line != '\0' && fits(string, line, t)) {
			error = complete(t, &current) ? 0 : NO_DATE;
			break;
		}
	}
	if (length < 0 && errno == ENOMEM)
		error = NO_MEMORY;
	else if (ferror(f))
		error = READ_ERROR;
	free(line);
	return error;
}

struct tm *getdate(const char *string)
{
	static struct tm result;
	const char *path = getenv("DATEMSK");
	struct stat st;
	FILE *f = NULL;

	while (isspace((unsigned char)*string))
		string++;
	if (path == NULL || *path == '\0')
		getdate_err = NO_DATEMSK;
	else if ((f = fopen(path, "re")) == NULL)
		getdate_err = CANNOT_OPEN;
	else if (fstat(fileno(f), &st) != 0)
		getdate_err = NO_STATUS;
	else if (!S_ISREG(st.st_mode))
		getdate_err = NOT_REGULAR;
	else
		getdate_err = try_formats(f, string, &result);
	if (f != NULL)
		fclose(f);
	return f != NULL && getdate_err == 0 ? &result : NULL;
}
