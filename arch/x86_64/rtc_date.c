/*
 * arch/x86_64/rtc_date.c - what the registers of the battery-backed clock mean.
 *
 * Motorola MC146818A data sheet, "Time, calendar and alarm locations".
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/rtc_date.h"

#define HOURS_PM    0x80u
#define DAY_SECONDS 86400u

static unsigned from_register(uint8_t v, uint8_t status)
{
	return status & RTC_B_BINARY ? v : (v >> 4) * 10u + (v & 0xf);
}

static uint8_t to_register(unsigned v, uint8_t status)
{
	return (uint8_t)(status & RTC_B_BINARY ? v : v / 10 << 4 | v % 10);
}

/* Days from 1970-01-01 to the first of a month, 1 to 12 (Gregorian calendar). */
static uint64_t days_before(unsigned year, unsigned month)
{
	static const uint16_t before[12] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273,
		304, 334 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	uint64_t y = year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 - 719162 + before[month - 1] +
		(leap && month > 2);
}

uint64_t rtc_seconds(const struct rtc_registers *r, uint8_t status)
{
	unsigned second = from_register(r->second, status);
	unsigned minute = from_register(r->minute, status);
	unsigned hour = from_register(r->hour, status);
	unsigned day = from_register(r->day, status);
	unsigned month = from_register(r->month, status);
	unsigned year = from_register(r->year, status);
	unsigned century = from_register(r->century, status);

	if (!(status & RTC_B_24_HOURS)) {
		hour = from_register((uint8_t)(r->hour & ~HOURS_PM), status);
		if (hour < 1 || hour > 12)
			return 0;
		hour = hour % 12 + (r->hour & HOURS_PM ? 12 : 0);
	}
	year += (century >= 19 && century < 40 ? century : 20) * 100;
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
		minute > 59 || second > 60)
		return 0;
	return (days_before(year, month) + day - 1) * DAY_SECONDS + hour * 3600u +
		minute * 60u + second;
}

bool rtc_registers(
	uint64_t seconds, uint8_t status, bool has_century, struct rtc_registers *r)
{
	uint64_t days = seconds / DAY_SECONDS;
	unsigned rest = (unsigned)(seconds % DAY_SECONDS), hour = rest / 3600;
	unsigned year = has_century ? 1970 : 2000, end = has_century ? 4000 : 2100;
	unsigned month = 12;

	if (days < days_before(year, 1) || days >= days_before(end, 1))
		return false;
	/* No year has more than 366 days; so this is the year, or one before it. */
	year = 1970 + (unsigned)(days / 366);
	while (days >= days_before(year + 1, 1))
		year++;
	while (days < days_before(year, month))
		month--;
	*r = (struct rtc_registers){
		.second = to_register(rest % 60, status),
		.minute = to_register(rest / 60 % 60, status),
		.hour = to_register(hour, status),
		.day = to_register(
			(unsigned)(days - days_before(year, month)) + 1, status),
		.month = to_register(month, status),
		.year = to_register(year % 100, status),
		.century = has_century ? to_register(year / 100, status) : 0,
	};
	if (!(status & RTC_B_24_HOURS))
		r->hour = (uint8_t)(to_register((hour + 11) % 12 + 1, status) |
			(hour >= 12 ? HOURS_PM : 0));
	return true;
}
