/*
 * tests/host/rtc.c - arch/x86_64/rtc_date.c: a clock's registers and the date.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <string.h>
#include <time.h>

#include "arch/x86_64/rtc_date.h"

/* By the C library's calendar. */
static uint64_t of_date(int year, int month, int day, int hour, int minute, int second)
{
	struct tm tm = { .tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_sec = second };

	return (uint64_t)timegm(&tm);
}

static void check_reading(struct rtc_registers r, uint8_t status, uint64_t want)
{
	CHECK_INT(rtc_seconds(&r, status), want);
}

static void test_reading(void)
{
	struct rtc_registers r = { 0x59, 0x30, 0x23, 0x31, 0x12, 0x26, 0x20 };

	check_reading(r, RTC_B_24_HOURS, of_date(2026, 12, 31, 23, 30, 59));
	r.century = 0; /* there is none */
	check_reading(r, RTC_B_24_HOURS, of_date(2026, 12, 31, 23, 30, 59));
	r.century = 0x19;
	r.year = 0x99;
	check_reading(r, RTC_B_24_HOURS, of_date(1999, 12, 31, 23, 30, 59));
	r = (struct rtc_registers){ 5, 7, 0x80 | 12, 29, 2, 24, 20 };
	check_reading(r, RTC_B_BINARY, of_date(2024, 2, 29, 12, 7, 5));
	r.hour = 12; /* midnight */
	check_reading(r, RTC_B_BINARY, of_date(2024, 2, 29, 0, 7, 5));
	r.hour = 0x80 | 11;
	check_reading(r, RTC_B_BINARY, of_date(2024, 2, 29, 23, 7, 5));
	r = (struct rtc_registers){ 0, 0, 0x80 | 0x10, 1, 1, 0, 0x21 };
	check_reading(r, 0, of_date(2100, 1, 1, 22, 0, 0));
	/* What is no date. */
	r.hour = 0;
	check_reading(r, 0, 0);
	r.hour = 0x24;
	check_reading(r, RTC_B_24_HOURS, 0);
	r = (struct rtc_registers){ 0, 0, 0, 0, 1, 0, 0 };
	check_reading(r, RTC_B_24_HOURS, 0);
	r = (struct rtc_registers){ 0, 0, 0, 1, 0x13, 0, 0 };
	check_reading(r, RTC_B_24_HOURS, 0);
	memset(&r, 0xff, sizeof(r));
	check_reading(r, RTC_B_24_HOURS, 0);
}

static void test_writing(void)
{
	struct rtc_registers r;

	for (int i = 0; i < 40000; i++) {
		uint8_t status = (uint8_t)(host_below(4) * 2);
		uint64_t seconds = host_random() % of_date(4000, 1, 1, 0, 0, 0);

		CHECK(rtc_registers(seconds, status, true, &r));
		CHECK_INT(rtc_seconds(&r, status), seconds);
		seconds = of_date(2000, 1, 1, 0, 0, 0) +
			seconds %
				(of_date(2100, 1, 1, 0, 0, 0) -
					of_date(2000, 1, 1, 0, 0, 0));
		CHECK(rtc_registers(seconds, status, false, &r));
		CHECK_INT(r.century, 0);
		CHECK_INT(rtc_seconds(&r, status), seconds);
	}
	CHECK(rtc_registers(of_date(2026, 11, 23, 0, 5, 9), 0, true, &r));
	CHECK_INT(r.hour, 0x12);
	CHECK_INT(r.minute, 0x05);
	CHECK_INT(r.month, 0x11);
	CHECK_INT(r.century, 0x20);
	CHECK(rtc_registers(of_date(2026, 11, 23, 13, 5, 9), RTC_B_BINARY, true, &r));
	CHECK_INT(r.hour, 0x81);
	CHECK(!rtc_registers(of_date(4000, 1, 1, 0, 0, 0), 0, true, &r));
	CHECK(!rtc_registers(UINT64_MAX, 0, true, &r));
	CHECK(!rtc_registers(of_date(2100, 1, 1, 0, 0, 0), 0, false, &r));
	CHECK(!rtc_registers(of_date(2000, 1, 1, 0, 0, 0) - 1, 0, false, &r));
}

int main(void)
{
	test_reading();
	test_writing();
	for (int i = 0; i < 20000; i++) {
		struct rtc_registers r;

		for (size_t n = 0; n < sizeof(r); n++)
			((uint8_t *)&r)[n] = (uint8_t)host_random();
		(void)rtc_seconds(&r, (uint8_t)host_random());
	}
	return host_report();
}
