/* tests/port/time.c - clocks, and dates beyond 2038.
 *
 * guest-clock: virtual
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <wchar.h>

#include "../guest/guest.h"

static const struct {
	time_t time;
	const char *text;
	int wday, yday;
} dates[] = {
	{ 0, "1970-01-01 00:00:00", 4, 0 },
	{ -1, "1969-12-31 23:59:59", 3, 364 },
	{ 951782400, "2000-02-29 00:00:00", 2, 59 },
	{ 2147483647, "2038-01-19 03:14:07", 2, 18 },
	{ 2147483648, "2038-01-19 03:14:08", 2, 18 },
	{ 4294967296, "2106-02-07 06:28:16", 0, 37 },
	{ 4107542400, "2100-03-01 00:00:00", 1, 59 },
	{ 253402300799, "9999-12-31 23:59:59", 5, 364 },
	{ -11644473600, "1601-01-01 00:00:00", 1, 0 },
};

static void calendar(void)
{
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		struct tm tm;
		char text[40];

		REQUIRE(gmtime_r(&dates[i].time, &tm) == &tm);
		EXPECT(strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm) == 19);
		EXPECT_STR(text, dates[i].text);
		EXPECT_EQ(tm.tm_wday, dates[i].wday);
		EXPECT_EQ(tm.tm_yday, dates[i].yday);
		tm.tm_isdst = 0;
		EXPECT_EQ(mktime(&tm), dates[i].time); /* TZ is UTC here */
	}
}

static void formats(void)
{
	time_t t = 1000000000;
	struct tm tm;
	char text[80];

	gmtime_r(&t, &tm);
	EXPECT(strftime(text, sizeof(text), "%a %b %e %j %U %p %y %% %s", &tm) > 0);
	EXPECT_STR(text, "Sun Sep  9 252 36 AM 01 % 1000000000");
	EXPECT_STR(asctime_r(&tm, text), "Sun Sep  9 01:46:40 2001\n");
	EXPECT_EQ(strftime(text, 3, "%Y", &tm), 0);
	memset(&tm, 0, sizeof(tm));
	REQUIRE(strptime("2040-07-04 05:06:07", "%Y-%m-%d %H:%M:%S", &tm) != NULL);
	EXPECT_EQ(mktime(&tm), 2224991167);
}

/* What GNU's library makes of these, but for %C, which POSIX gives two digits. */
static const struct {
	const char *format, *text;
} flags[] = {
	{ "%-d|%_d|%5d|%_5d|%-5d|%e|%0e|%-e", "9| 9|00009|    9|    9| 9|09|9" },
	{ "%H%k|%l|%-l|%05k|%M", "01 1| 1|1|00001|46" },
	{ "%a|%^a|%#a|%^B|%#b|%10A|%^10A|%010a",
		"Sun|SUN|SUN|SEPTEMBER|SEP|"
		"    Sunday|    SUNDAY|0000000Sun" },
	{ "%p|%P|%#p|%^p|%^P|%5p|%Z|%#Z", "AM|am|am|AM|am|   AM|XYZ|xyz" },
	{ "%z|%6z|%s|%4j|%-j|%C|%y|%-y|%Y",
		"+0100|     +000100|999996400|0252|252|20|01|1|2001" },
	{ "%Ex|%EY|%Ey|%Od|%OH|%OV|%EC", "09/09/01|2001|01|09|01|36|20" },
	{ "%Ed|%OY|%5Q|%!|%E", "%Ed|%OY|  %5Q|%!|%E" },
	{ "%^c|%20D|%020D|%F|%G-%V-%u",
		"SUN SEP  9 01:46:40 2001|            09/09/01|"
		"00000000000009/09/01|2001-09-09|2001-36-7" },
	{ "%", "%" },
};

static void format_flags(void)
{
	time_t t = 1000000000;
	struct tm tm,
		odd = { .tm_mon = 12, .tm_wday = -1, .tm_year = -1900, .tm_isdst = -1 };
	char text[120];
	wchar_t wide[120], format[120];

	setenv("TZ", "XYZ-1", 1);
	tzset();
	gmtime_r(&t, &tm);
	tm.tm_gmtoff = 3600;
	tm.tm_zone = NULL; /* as in one that was filled in by hand */
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		EXPECT_EQ(strftime(text, sizeof(text), flags[i].format, &tm),
			strlen(flags[i].text));
		EXPECT_STR(text, flags[i].text);
		mbstowcs(format, flags[i].format, 120);
		EXPECT_EQ(wcsftime(wide, 120, format, &tm), strlen(flags[i].text));
		wcstombs(text, wide, sizeof(text));
		EXPECT_STR(text, flags[i].text);
	}
	EXPECT_EQ(strftime(text, sizeof(text), "%a%A%b%B|%m|%Y|%z%Z|", &odd), 11);
	EXPECT_STR(text, "\?\?\?\?|13|0||");
	EXPECT_EQ(strftime(text, sizeof(text), "%2147483648Y", &tm), 0);
	EXPECT_EQ(strftime(text, 5, "%Y", &tm), 4);
	EXPECT_EQ(strftime(text, 4, "%Y", &tm), 0);
	EXPECT_EQ(strftime(text, 0, "x", &tm), 0);
	EXPECT_EQ(wcsftime(wide, 4, L"%Y", &tm), 0);
	EXPECT_EQ(wcsftime(wide, 120, L"\u20ac%d\u20ac", &tm), 4);
	EXPECT(wcscmp(wide, L"\u20ac09\u20ac") == 0);
	unsetenv("TZ");
	tzset();
}

static void zones(void)
{
	time_t t = 2224991167;
	struct tm tm;

	setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
	tzset();
	localtime_r(&t, &tm);
	EXPECT(tm.tm_hour == 1 && tm.tm_isdst == 1 && tm.tm_mday == 4);
	EXPECT_EQ(tm.tm_gmtoff, -4 * 3600);
	EXPECT_STR(tm.tm_zone, "EDT");
	EXPECT_EQ(mktime(&tm), t);
	unsetenv("TZ");
	tzset();
	localtime_r(&t, &tm);
	EXPECT(tm.tm_hour == 5 && tm.tm_isdst == 0);
}

static long long ns(const struct timespec *t)
{
	return t->tv_sec * 1000000000LL + t->tv_nsec;
}

/* Twice, not at all, and long ago. */
static void local_times(void)
{
	static const struct {
		int month, day, hour, minute, dst;
		time_t t;
		int got_hour, got_dst;
	} rows[] = {
		{ 0, 1, 12, 0, -1, 1704106800, 12, 0 },
		{ 6, 1, 12, 0, -1, 1719828000, 12, 1 },
		{ 6, 1, 12, 0, 0, 1719831600, 13, 1 },
		{ 0, 1, 12, 0, 1, 1704103200, 11, 0 },
		{ 2, 31, 2, 30, -1, 1711848600, 3, 1 },
		{ 9, 27, 2, 30, -1, 1729992600, 2, 0 },
		{ 9, 27, 2, 30, 1, 1729989000, 2, 1 },
	};
	struct tm tm = { .tm_year = 2147483647, .tm_mon = 12, .tm_mday = 1 };
	time_t t = -86400L * 365 * 30;
	struct timespec now;

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tm local = { .tm_year = 124,
			.tm_mon = rows[i].month,
			.tm_mday = rows[i].day,
			.tm_hour = rows[i].hour,
			.tm_min = rows[i].minute,
			.tm_isdst = rows[i].dst,
			.tm_wday = 99 };

		EXPECT_EQ(mktime(&local), rows[i].t);
		EXPECT_EQ(local.tm_hour, rows[i].got_hour);
		EXPECT_EQ(local.tm_isdst, rows[i].got_dst);
		EXPECT(local.tm_wday < 7);
	}
	errno = 0;
	EXPECT_EQ(mktime(&tm), -1);
	EXPECT_EQ(errno, EOVERFLOW);
	REQUIRE(localtime_r(&t, &tm) != NULL);
	EXPECT_EQ(tm.tm_isdst, 0);
	EXPECT_STR(tm.tm_zone, "CET");
	t = -86400L * 200;
	REQUIRE(localtime_r(&t, &tm) != NULL);
	EXPECT_EQ(tm.tm_isdst, 1);
	setenv("TZ", "UTC0", 1);
	tzset();
	EXPECT_EQ(timespec_get(&now, TIME_UTC), TIME_UTC);
	EXPECT_EQ(timespec_get(&now, TIME_UTC + 1), 0);
}

static void parsing(void)
{
	static const struct {
		const char *text, *format, *rest;
		int year, month, day, hour, wday, yday;
	} rows[] = {
		{ "2024-02-29 13:05:09x", "%Y-%m-%d %H:%M:%S", "x", 124, 1, 29, 13, 4,
			59 },
		{ "Thu Feb 29 01:05:09 2024", "%c", "", 124, 1, 29, 1, 4, 59 },
		{ "thursday february 1 69", "%A %B %e %y", "", 69, 1, 1, 0, 6, 31 },
		{ "060 2024", "%j %Y", "", 124, 1, 29, 0, 4, 59 },
		{ "12:05 AM", "%I:%M %p", "", 0, 0, 0, 0, 0, 0 },
		{ "1:05:00 pm", "%r", "", 0, 0, 0, 13, 0, 0 },
		{ "19 68", "%C %y", "", 68, 0, 0, 0, 0, 0 },
		{ "32", "%d", NULL, 0, 0, 0, 0, 0, 0 },
		{ "24:00", "%R", NULL, 0, 0, 0, 0, 0, 0 },
		{ "0", "%m", NULL, 0, 0, 0, 0, 0, 0 },
		{ "x", "%d", NULL, 0, 0, 0, 0, 0, 0 },
	};
	struct tm tm = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *rest;

		memset(&tm, 0, sizeof(tm));
		rest = strptime(rows[i].text, rows[i].format, &tm);
		EXPECT_STR(rest, rows[i].rest);
		if (rest == NULL)
			continue;
		EXPECT_EQ(tm.tm_year, rows[i].year);
		EXPECT_EQ(tm.tm_mon, rows[i].month);
		EXPECT_EQ(tm.tm_mday, rows[i].day);
		EXPECT_EQ(tm.tm_hour, rows[i].hour);
		EXPECT_EQ(tm.tm_wday, rows[i].wday);
		EXPECT_EQ(tm.tm_yday, rows[i].yday);
	}
	EXPECT(strptime("-08:30", "%z", &tm) != NULL);
	EXPECT_EQ(tm.tm_gmtoff, -30600);
}

static void clocks(void)
{
	struct timespec a, b, res;
	struct timeval tv;

	REQUIRE_EQ(clock_gettime(CLOCK_MONOTONIC, &a), 0);
	for (int i = 0; i < 1000; i++) {
		REQUIRE_EQ(clock_gettime(CLOCK_MONOTONIC, &b), 0);
		REQUIRE(ns(&b) >= ns(&a) && b.tv_nsec >= 0 && b.tv_nsec < 1000000000);
		a = b;
	}
	EXPECT_EQ(clock_getres(CLOCK_MONOTONIC, &res), 0);
	EXPECT(ns(&res) > 0 && ns(&res) <= 20000000);
	REQUIRE_EQ(clock_gettime(CLOCK_REALTIME, &a), 0);
	REQUIRE_EQ(gettimeofday(&tv, NULL), 0);
	EXPECT(tv.tv_sec - a.tv_sec >= 0 && tv.tv_sec - a.tv_sec <= 1);
	EXPECT(time(NULL) - tv.tv_sec >= 0 && time(NULL) - tv.tv_sec <= 1);
	EXPECT(a.tv_sec > 1577836800); /* 2020: the machine's clock was read */
	errno = 0;
	EXPECT_EQ(clock_gettime(12345, &a), -1);
	EXPECT_EQ(errno, EINVAL);
}

static void sleeping(void)
{
	struct timespec before, after, bad = { 0, 1000000000 };
	struct timespec wanted = { 0, 20000000 };

	clock_gettime(CLOCK_MONOTONIC, &before);
	REQUIRE_EQ(nanosleep(&wanted, NULL), 0);
	clock_gettime(CLOCK_MONOTONIC, &after);
	EXPECT(ns(&after) - ns(&before) >= 20000000);
	before = after;
	before.tv_nsec += 20000000;
	if (before.tv_nsec >= 1000000000) {
		before.tv_sec++;
		before.tv_nsec -= 1000000000;
	}
	REQUIRE_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &before, NULL), 0);
	clock_gettime(CLOCK_MONOTONIC, &after);
	EXPECT(ns(&after) >= ns(&before));
	errno = 0;
	EXPECT_EQ(nanosleep(&bad, NULL), -1);
	EXPECT_EQ(errno, EINVAL);
	errno = 0;
	EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &bad, NULL), EINVAL);
	EXPECT_EQ(errno, 0);
}

static const struct guest_case cases[] = {
	{ "calendar", calendar },
	{ "formats", formats },
	{ "flags of formats", format_flags },
	{ "zones", zones },
	{ "local_times", local_times },
	{ "parsing", parsing },
	{ "clocks", clocks },
	{ "sleeping", sleeping },
};

GUEST_MAIN(cases)
