/*
 * arch/x86_64/rtc.c - the date, from the battery-backed clock.
 *
 * Motorola MC146818 registers, in UTC.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"
#include "kernel/string.h"

#define CMOS_INDEX 0x70
#define CMOS_DATA  0x71

#define RTC_SECONDS       0x00
#define RTC_MINUTES       0x02
#define RTC_HOURS         0x04
#define RTC_DAY           0x07
#define RTC_MONTH         0x08
#define RTC_YEAR          0x09
#define RTC_STATUS_A      0x0a
#define RTC_STATUS_B      0x0b
#define STATUS_A_UPDATING 0x80
#define STATUS_B_BINARY   0x04
#define STATUS_B_24_HOURS 0x02
#define HOURS_PM          0x80
#define READ_ATTEMPTS     1000

struct rtc_time {
	uint8_t second, minute, hour, day, month, year, century;
};

static uint8_t cmos_read(uint8_t reg)
{
	outb(CMOS_INDEX, reg);
	return inb(CMOS_DATA);
}

static struct rtc_time read_once(void)
{
	uint8_t century = acpi.fadt.century;

	for (unsigned i = 0;
		i < READ_ATTEMPTS && cmos_read(RTC_STATUS_A) & STATUS_A_UPDATING; i++)
		clock_delay_us(10);
	return (struct rtc_time){
		.second = cmos_read(RTC_SECONDS),
		.minute = cmos_read(RTC_MINUTES),
		.hour = cmos_read(RTC_HOURS),
		.day = cmos_read(RTC_DAY),
		.month = cmos_read(RTC_MONTH),
		.year = cmos_read(RTC_YEAR),
		.century = century ? cmos_read(century) : 0,
	};
}

static uint8_t from_bcd(uint8_t v)
{
	return (uint8_t)((v >> 4) * 10 + (v & 0xf));
}

/* Days from 1970-01-01 to the first of a month (proleptic Gregorian calendar). */
static int64_t days_before(int64_t year, unsigned month)
{
	static const uint16_t before[12] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273,
		304, 334 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	int64_t y = year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 - 719162 + before[month - 1] +
		(leap && month > 2);
}

uint64_t arch_rtc_seconds(void)
{
	struct rtc_time t = read_once(), again;
	uint8_t status = cmos_read(RTC_STATUS_B);
	bool pm;
	int64_t year;

	/* Twice the same: no update came in between. */
	for (unsigned i = 0; i < READ_ATTEMPTS; i++) {
		again = read_once();
		if (memcmp(&t, &again, sizeof(t)) == 0)
			break;
		t = again;
	}
	pm = t.hour & HOURS_PM;
	t.hour &= (uint8_t)~HOURS_PM;
	if (!(status & STATUS_B_BINARY)) {
		uint8_t *field = (uint8_t *)&t;

		for (unsigned i = 0; i < sizeof(t); i++)
			field[i] = from_bcd(field[i]);
	}
	if (!(status & STATUS_B_24_HOURS))
		t.hour = (uint8_t)(t.hour % 12 + (pm ? 12 : 0));
	year = (t.century >= 19 && t.century < 40 ? t.century : 20) * 100 + t.year;
	if (year < 1970 || t.month < 1 || t.month > 12 || t.day < 1 || t.day > 31 ||
		t.hour > 23 || t.minute > 59 || t.second > 60)
		return 0;
	return (uint64_t)(((days_before(year, t.month) + t.day - 1) * 24 + t.hour) *
			3600 +
		t.minute * 60 + t.second);
}
