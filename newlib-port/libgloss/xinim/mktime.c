/*
 * newlib-port/libgloss/xinim/mktime.c - local time as seconds: POSIX.1-2017.
 *
 * In place of newlib's, which left tm_isdst and the fields as they were for a time that
 * there is twice or not at all. Where the time of year does not say, standard time is
 * meant; what is then given back is localtime's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define DAY       86400
#define ERA_YEARS 400 /* after which the calendar is the same */
#define ERA_DAYS  146097

/* Whether the clocks show t as summer time, or not, as `dst' has it. */
static bool is_so(time_t t, int dst)
{
	struct tm tm;

	return localtime_r(&t, &tm) != NULL && (tm.tm_isdst > 0) == dst;
}

time_t mktime(struct tm *tm)
{
	struct tm result = *tm;
	__tzinfo_type *zone;
	int64_t t, year;
	time_t standard, summer;
	int before = errno;

	tzset();
	zone = __gettzinfo();
	errno = 0;
	t = timegm(&result);
	if (t == -1 && errno == EOVERFLOW)
		return -1;
	errno = before;
	/* A day less than a year at each end of what tm_year can be. */
	year = t / DAY * ERA_YEARS / ERA_DAYS + 1970 - 1900;
	if (year >= INT_MAX || year <= INT_MIN) {
		errno = EOVERFLOW;
		return -1;
	}
	standard = t + zone->__tzrule[0].offset;
	summer = t + zone->__tzrule[1].offset;
	if (!daylight || tm->tm_isdst == 0)
		t = standard;
	else if (tm->tm_isdst > 0)
		t = summer;
	else
		t = !is_so(standard, 0) && is_so(summer, 1) ? summer : standard;
	if (localtime_r(&(time_t){ t }, &result) == NULL)
		return -1;
	*tm = result;
	return t;
}
