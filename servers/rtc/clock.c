/*
 * servers/rtc/clock.c - the battery-backed clock as a device: date, alarm, interrupts.
 *
 * Motorola MC146818A data sheet, as PCs have it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/rtc/clock.h"

#include <errno.h>
#include <string.h>

#include "servers/rtc/chip.h"
#include "servers/rtc/date.h"

#define SECONDS       0x00
#define SECONDS_ALARM 0x01
#define MINUTES       0x02
#define MINUTES_ALARM 0x03
#define HOURS         0x04
#define HOURS_ALARM   0x05
#define WEEKDAY       0x06
#define DAY           0x07
#define MONTH         0x08
#define YEAR          0x09
#define STATUS_A      0x0a
#define STATUS_B      0x0b
#define STATUS_C      0x0c
#define FIRST_FREE    0x0e /* of the memory behind the registers */
#define LAST_FREE     0x7f

#define A_UPDATING 0x80
#define A_RATE     0x0f
#define B_SET      0x80 /* it stands still */
#define B_ALL      (RTC_PF | RTC_AF | RTC_UF)
#define ALARM_ANY  0xc0 /* from here on: any hour, minute, second */

#define RATE_MOST  3 /* 8192 Hz */
#define RATE_USUAL 6 /* 1024 Hz */
#define RATE_HZ(n) (32768u >> ((n)-1))

#define UPDATE_READS  20000 /* of a register; an update takes 2 ms, a read 1 us */
#define COMPARE_READS 1000

static uint8_t century; /* register; 0: none */

/* --- the date ---------------------------------------------------------------------- */

/* False: it is always in the middle of an update. */
static bool wait_for_update(void)
{
	for (unsigned i = 0; i < UPDATE_READS; i++)
		if (!(chip_read(STATUS_A) & A_UPDATING))
			return true;
	return false;
}

static bool read_once(struct rtc_registers *r)
{
	if (!wait_for_update())
		return false;
	*r = (struct rtc_registers){
		.second = chip_read(SECONDS),
		.minute = chip_read(MINUTES),
		.hour = chip_read(HOURS),
		.day = chip_read(DAY),
		.month = chip_read(MONTH),
		.year = chip_read(YEAR),
		.century = century ? chip_read(century) : 0,
	};
	return true;
}

int clock_read(struct rtc_time *t)
{
	struct rtc_registers r, again;

	if (!read_once(&r))
		return -EIO;
	/* Twice the same: no update came in between. */
	for (unsigned i = 0; i < COMPARE_READS; i++) {
		if (!read_once(&again))
			return -EIO;
		if (memcmp(&r, &again, sizeof(r)) == 0)
			return date_of_registers(&r, chip_read(STATUS_B), t) ? 0
									     : -EINVAL;
		r = again;
	}
	return -EIO;
}

int clock_write(const struct rtc_time *t)
{
	uint8_t status = chip_read(STATUS_B);
	struct rtc_registers r;
	struct rtc_time day;

	if (!date_is_good(t))
		return -EINVAL;
	if (!date_registers(t, status, century != 0, &r))
		return -ERANGE;
	date_of(date_seconds(t), &day);
	chip_write(STATUS_B, status | B_SET);
	chip_write(SECONDS, r.second);
	chip_write(MINUTES, r.minute);
	chip_write(HOURS, r.hour);
	chip_write(WEEKDAY, (uint8_t)(day.tm_wday + 1));
	chip_write(DAY, r.day);
	chip_write(MONTH, r.month);
	chip_write(YEAR, r.year);
	if (century)
		chip_write(century, r.century);
	chip_write(STATUS_B, (uint8_t)(status & ~B_SET));
	return 0;
}

/* --- interrupts -------------------------------------------------------------------- */

static uint8_t came; /* and was not told yet */

/* Reading the register ends all that there are. */
static void look(void)
{
	uint8_t status = chip_read(STATUS_B);

	came |= chip_read(STATUS_C) & status & B_ALL;
	if (came & status & RTC_AF)
		chip_write(STATUS_B, (uint8_t)(status & ~RTC_AF));
}

/* What came before it was switched on, or after it was switched off, is nobody's. */
void clock_interrupts(uint8_t which, bool on)
{
	uint8_t status;

	look();
	status = chip_read(STATUS_B);
	chip_write(STATUS_B, (uint8_t)(on ? status | which : status & ~which));
	if (!on)
		came &= (uint8_t)~which;
}

uint8_t clock_interrupt(void)
{
	uint8_t told;

	look();
	told = came;
	came = 0;
	return told;
}

/* --- the alarm --------------------------------------------------------------------- */

/* Whatever makes no sense is any. */
static int alarm_number(uint8_t number, int limit)
{
	uint8_t status = chip_read(STATUS_B), v = chip_read(number);
	int n = number == HOURS_ALARM ? date_hour(v, status) : date_number(v, status);

	return v >= ALARM_ANY || n >= limit ? -1 : n;
}

int clock_alarm(struct rtc_wkalrm *a)
{
	struct rtc_time now, next;
	uint64_t seconds;
	int hour = alarm_number(HOURS_ALARM, 24);
	int minute = alarm_number(MINUTES_ALARM, 60);
	int second = alarm_number(SECONDS_ALARM, 60);
	int error = clock_read(&now);

	if (error)
		return error;
	memset(a, 0, sizeof(*a));
	a->enabled = (chip_read(STATUS_B) & RTC_AF) != 0;
	if (hour < 0 || minute < 0 || second < 0) {
		memset(&a->time, 0xff, sizeof(a->time));
		a->time.tm_hour = hour;
		a->time.tm_min = minute;
		a->time.tm_sec = second;
		return 0;
	}
	next = now;
	next.tm_hour = hour;
	next.tm_min = minute;
	next.tm_sec = second;
	seconds = date_seconds(&next);
	if (seconds <= date_seconds(&now))
		seconds += DAY_SECONDS;
	date_of(seconds, &a->time);
	return 0;
}

int clock_alarm_set(const struct rtc_wkalrm *a, bool today)
{
	struct rtc_time now, when = a->time;
	uint64_t seconds, from;
	uint8_t status;
	int error = clock_read(&now);

	if (error)
		return error;
	from = date_seconds(&now);
	if (today) {
		when.tm_mday = now.tm_mday;
		when.tm_mon = now.tm_mon;
		when.tm_year = now.tm_year;
	}
	if (!date_is_good(&when))
		return -EINVAL;
	seconds = date_seconds(&when);
	if (today && seconds <= from)
		seconds += DAY_SECONDS;
	if (seconds > from + DAY_SECONDS)
		return -EINVAL;
	clock_interrupts(RTC_AF, false);
	if (seconds <= from)
		return 1;
	status = chip_read(STATUS_B);
	chip_write(HOURS_ALARM, date_hour_register((unsigned)when.tm_hour, status));
	chip_write(MINUTES_ALARM, date_register((unsigned)when.tm_min, status));
	chip_write(SECONDS_ALARM, date_register((unsigned)when.tm_sec, status));
	if (a->enabled)
		clock_interrupts(RTC_AF, true);
	return 0;
}

/* --- how often --------------------------------------------------------------------- */

int clock_rate_set(uint64_t hz)
{
	for (unsigned n = RATE_MOST; n <= A_RATE; n++) {
		if (RATE_HZ(n) != hz)
			continue;
		chip_write(STATUS_A, (uint8_t)((chip_read(STATUS_A) & ~A_RATE) | n));
		return 0;
	}
	return -EINVAL;
}

unsigned clock_rate(void)
{
	unsigned n = chip_read(STATUS_A) & A_RATE;

	return RATE_HZ(n < RATE_MOST ? RATE_USUAL : n);
}

int clock_begin(unsigned century_register, bool *halfway)
{
	uint8_t status = chip_read(STATUS_B), rate = chip_read(STATUS_A);

	*halfway = false;
	century = century_register >= FIRST_FREE && century_register <= LAST_FREE
		? (uint8_t)century_register
		: 0;
	/* Nothing answers, or it is in an update for ever. */
	if ((status == 0xff && chip_read(STATUS_C) == 0xff) || !wait_for_update())
		return -ENODEV;
	if ((rate & A_RATE) < RATE_MOST)
		(void)clock_rate_set(RATE_HZ(RATE_USUAL));
	*halfway = status & B_SET;
	return 0;
}

void clock_go(void)
{
	chip_write(STATUS_B, (uint8_t)(chip_read(STATUS_B) & ~B_SET));
}
