/*
 * newlib-port/libgloss/xinim/timegm.c - mktime in UTC.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdint.h>
#include <time.h>

/* Days from 1970-01-01 to the first of March of that year (Gregorian for all time). */
static int64_t days_to_march(int64_t year)
{
	int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 - 719468;
}

time_t timegm(struct tm *tm)
{
	/* Months from March on have the same lengths in every year. */
	static const int before[] = { 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245,
		275 };
	int64_t year = (int64_t)tm->tm_year + 1900 + tm->tm_mon / 12;
	int month = tm->tm_mon % 12;
	time_t t;

	if (month < 0) {
		month += 12;
		year--;
	}
	t = days_to_march(month < 2 ? year - 1 : year) + before[month] + tm->tm_mday - 1;
	t = ((t * 24 + tm->tm_hour) * 60 + tm->tm_min) * 60 + tm->tm_sec;
	if (gmtime_r(&t, tm) == NULL) {
		errno = EOVERFLOW;
		return (time_t)-1;
	}
	return t;
}
