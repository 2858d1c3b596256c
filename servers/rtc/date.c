/*
 * servers/rtc/date.c - dates, and what the registers of the battery-backed clock mean.
 *
 * Motorola MC146818A data sheet, "Time, calendar and alarm locations".
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/rtc/date.h"

#include <string.h>

#define HOURS_PM 0x80u

/* --- the calendar ------------------------------------------------------------------ */

static bool is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days of the year before a month, 0 to 12. */
static unsigned days_before_month(unsigned year, unsigned month)
{
	static const uint16_t before[13] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273,
		304, 334, 365 };

	return before[month] + (month > 1 && is_leap(year));
}

/* Days from 1970-01-01 to the first of a year (Gregorian calendar). */
static uint64_t days_before_year(unsigned year)
{
	uint64_t y = year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

bool date_is_good(const struct rtc_time *t)
{
	unsigned year;

	if (t->tm_year < 70 || t->tm_year > 9999 - 1900 || t->tm_mon < 0 ||
		t->tm_mon > 11 || t->tm_mday < 1)
		return false;
	year = (unsigned)t->tm_year + 1900;
	return (unsigned)t->tm_mday <= days_before_month(year, (unsigned)t->tm_mon + 1) -
			days_before_month(year, (unsigned)t->tm_mon) &&
		t->tm_hour >= 0 && t->tm_hour < 24 && t->tm_min >= 0 && t->tm_min < 60 &&
		t->tm_sec >= 0 && t->tm_sec < 60;
}

uint64_t date_seconds(const struct rtc_time *t)
{
	unsigned year = (unsigned)t->tm_year + 1900;
	uint64_t days = days_before_year(year) +
		days_before_month(year, (unsigned)t->tm_mon) + (unsigned)t->tm_mday - 1;

	return days * DAY_SECONDS + (unsigned)t->tm_hour * 3600u +
		(unsigned)t->tm_min * 60u + (unsigned)t->tm_sec;
}

void date_of(uint64_t seconds, struct rtc_time *t)
{
	uint64_t days = seconds / DAY_SECONDS;
	unsigned rest = (unsigned)(seconds % DAY_SECONDS), month = 11, day;
	/* No year has more than 366 days; so this is the year, or one before it. */
	unsigned year = 1970 + (unsigned)(days / 366);

	while (days >= days_before_year(year + 1))
		year++;
	day = (unsigned)(days - days_before_year(year));
	while (day < days_before_month(year, month))
		month--;
	memset(t, 0, sizeof(*t));
	t->tm_sec = (int)(rest % 60);
	t->tm_min = (int)(rest / 60 % 60);
	t->tm_hour = (int)(rest / 3600);
	t->tm_mday = (int)(day - days_before_month(year, month)) + 1;
	t->tm_mon = (int)month;
	t->tm_year = (int)year - 1900;
	t->tm_wday = (int)((days + 4) % 7); /* 1970 began on a Thursday */
	t->tm_yday = (int)day;
}

/* --- registers --------------------------------------------------------------------- */

int date_number(uint8_t v, uint8_t status)
{
	if (status & RTC_B_BINARY)
		return v;
	return v >> 4 > 9 || (v & 0xf) > 9 ? -1 : (v >> 4) * 10 + (v & 0xf);
}

uint8_t date_register(unsigned v, uint8_t status)
{
	return (uint8_t)(status & RTC_B_BINARY ? v : v / 10 << 4 | v % 10);
}

int date_hour(uint8_t v, uint8_t status)
{
	int hour;

	if (status & RTC_B_24_HOURS) {
		hour = date_number(v, status);
		return hour > 23 ? -1 : hour;
	}
	hour = date_number((uint8_t)(v & ~HOURS_PM), status);
	if (hour < 1 || hour > 12)
		return -1;
	return hour % 12 + (v & HOURS_PM ? 12 : 0);
}

uint8_t date_hour_register(unsigned hour, uint8_t status)
{
	if (status & RTC_B_24_HOURS)
		return date_register(hour, status);
	return (uint8_t)(date_register((hour + 11) % 12 + 1, status) |
		(hour >= 12 ? HOURS_PM : 0));
}

bool date_of_registers(const struct rtc_registers *r, uint8_t status, struct rtc_time *t)
{
	int century = date_number(r->century, status);
	int year = date_number(r->year, status);

	if (year < 0 || year > 99)
		return false;
	if (century < 19 || century >= 40)
		century = 20;
	memset(t, 0, sizeof(*t));
	t->tm_sec = date_number(r->second, status);
	t->tm_min = date_number(r->minute, status);
	t->tm_hour = date_hour(r->hour, status);
	t->tm_mday = date_number(r->day, status);
	t->tm_mon = date_number(r->month, status) - 1;
	t->tm_year = century * 100 + year - 1900;
	if (!date_is_good(t))
		return false;
	date_of(date_seconds(t), t);
	return true;
}

bool date_registers(const struct rtc_time *t, uint8_t status, bool has_century,
	struct rtc_registers *r)
{
	unsigned year = (unsigned)t->tm_year + 1900;

	if (year < (has_century ? 1970 : 2000) || year >= (has_century ? 4000 : 2100))
		return false;
	*r = (struct rtc_registers){
		.second = date_register((unsigned)t->tm_sec, status),
		.minute = date_register((unsigned)t->tm_min, status),
		.hour = date_hour_register((unsigned)t->tm_hour, status),
		.day = date_register((unsigned)t->tm_mday, status),
		.month = date_register((unsigned)t->tm_mon + 1, status),
		.year = date_register(year % 100, status),
		.century = has_century ? date_register(year / 100, status) : 0,
	};
	return true;
}
