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
	{ "zones", zones },
	{ "clocks", clocks },
	{ "sleeping", sleeping },
};

GUEST_MAIN(cases)
