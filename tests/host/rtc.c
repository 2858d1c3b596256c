/*
 * tests/host/rtc.c - servers/rtc/date.c and clock.c: dates, and a clock of registers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "servers/rtc/chip.h"
#include "servers/rtc/clock.h"
#include "servers/rtc/date.h"

/* --- the clock: registers that a test looks into ------------------------------------- */

#define A 10
#define B 11
#define C 12

#define CENTURY 0x32

static struct {
	uint8_t reg[128];
	bool absent;       /* nothing answers */
	bool updating;     /* for ever */
	unsigned tick_at;  /* the time is another one from this read on */
	uint8_t next[128]; /* that */
	unsigned reads, writes_while_going;
} chip;

uint8_t chip_read(uint8_t number)
{
	uint8_t v = chip.reg[number & 0x7f];

	if (chip.absent)
		return 0xff;
	if (chip.tick_at && ++chip.reads == chip.tick_at)
		memcpy(chip.reg, chip.next, 10);
	if (number == A)
		return (uint8_t)(v | (chip.updating ? 0x80 : 0));
	if (number == C)
		chip.reg[C] = 0;
	return v;
}

void chip_write(uint8_t number, uint8_t value)
{
	CHECK(number < 128);
	if ((number < 10 && !(number & 1 && number < 6)) || number == CENTURY)
		chip.writes_while_going += !(chip.reg[B] & 0x80);
	chip.reg[number & 0x7f] = value;
}

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

static struct rtc_time date(
	int year, int month, int day, int hour, int minute, int second)
{
	struct rtc_time t;

	date_of(of_date(year, month, day, hour, minute, second), &t);
	return t;
}

/* --- dates ------------------------------------------------------------------------- */

static void test_calendar(void)
{
	const uint64_t end = of_date(9999, 12, 31, 23, 59, 59);

	for (int i = 0; i < 40000; i++) {
		uint64_t seconds = host_random() % (end + 1);
		time_t same = (time_t)seconds;
		struct rtc_time t;
		struct tm tm;

		date_of(seconds, &t);
		gmtime_r(&same, &tm);
		CHECK(date_is_good(&t));
		CHECK_INT(date_seconds(&t), seconds);
		CHECK_INT(t.tm_year, tm.tm_year);
		CHECK_INT(t.tm_mon, tm.tm_mon);
		CHECK_INT(t.tm_mday, tm.tm_mday);
		CHECK_INT(t.tm_wday, tm.tm_wday);
		CHECK_INT(t.tm_yday, tm.tm_yday);
	}
	struct rtc_time t = date(2023, 2, 28, 0, 0, 0);

	t.tm_mday = 29;
	CHECK(!date_is_good(&t));
	t.tm_year = 124;
	CHECK(date_is_good(&t));
	t.tm_year = 200; /* 2100 is no leap year */
	CHECK(!date_is_good(&t));
	t = date(2026, 12, 31, 23, 59, 59);
	t.tm_sec = 60;
	CHECK(!date_is_good(&t));
	t = date(2026, 12, 31, 23, 59, 59);
	t.tm_mon = 12;
	CHECK(!date_is_good(&t));
	t.tm_mon = -1;
	CHECK(!date_is_good(&t));
	t = date(1970, 1, 1, 0, 0, 0);
	t.tm_year = 69;
	CHECK(!date_is_good(&t));
	for (int i = 0; i < 100000; i++) {
		for (size_t n = 0; n < sizeof(t); n++)
			((uint8_t *)&t)[n] = (uint8_t)(host_below(3) ? 0 : host_random());
		if (date_is_good(&t))
			CHECK(date_seconds(&t) <= end);
	}
}

static void check_reading(struct rtc_registers r, uint8_t status, uint64_t want)
{
	struct rtc_time t;

	CHECK_INT(date_of_registers(&r, status, &t), want != 0);
	if (want)
		CHECK_INT(date_seconds(&t), want);
}

static void test_registers(void)
{
	struct rtc_registers r = { 0x59, 0x30, 0x23, 0x31, 0x12, 0x26, 0x20 };

	check_reading(r, RTC_B_24_HOURS, of_date(2026, 12, 31, 23, 30, 59));
	r.century = 0; /* there is none */
	check_reading(r, RTC_B_24_HOURS, of_date(2026, 12, 31, 23, 30, 59));
	r.century = 0xff;
	check_reading(r, RTC_B_24_HOURS, of_date(2026, 12, 31, 23, 30, 59));
	r.century = 0x19;
	r.year = 0x99;
	check_reading(r, RTC_B_24_HOURS, of_date(1999, 12, 31, 23, 30, 59));
	r.year = 0x69; /* before the Epoch */
	check_reading(r, RTC_B_24_HOURS, 0);
	r = (struct rtc_registers){ 5, 7, 0x80 | 12, 29, 2, 24, 20 };
	check_reading(r, RTC_B_BINARY, of_date(2024, 2, 29, 12, 7, 5));
	r.year = 23;
	check_reading(r, RTC_B_BINARY, 0);
	r.year = 24;
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
	r.month = 0x1f;
	check_reading(r, RTC_B_24_HOURS, 0);
	r.month = 0x0a; /* October in binary, nothing in BCD */
	check_reading(r, RTC_B_24_HOURS, 0);
	check_reading(r, RTC_B_24_HOURS | RTC_B_BINARY, of_date(2000, 10, 1, 0, 0, 0));
	r.year = 100;
	check_reading(r, RTC_B_24_HOURS | RTC_B_BINARY, 0);
	memset(&r, 0xff, sizeof(r));
	check_reading(r, RTC_B_24_HOURS, 0);
	for (int i = 0; i < 20000; i++) {
		struct rtc_time t;

		for (size_t n = 0; n < sizeof(r); n++)
			((uint8_t *)&r)[n] = (uint8_t)host_random();
		if (date_of_registers(&r, (uint8_t)host_random(), &t))
			CHECK(date_is_good(&t));
	}
}

static void test_writing(void)
{
	struct rtc_registers r;
	struct rtc_time t, back;

	for (int i = 0; i < 40000; i++) {
		uint8_t status = (uint8_t)(host_below(4) * 2);
		uint64_t seconds = host_random() % of_date(4000, 1, 1, 0, 0, 0);

		date_of(seconds, &t);
		CHECK(date_registers(&t, status, true, &r));
		CHECK(date_of_registers(&r, status, &back));
		CHECK_INT(memcmp(&t, &back, sizeof(t)), 0);
		seconds = of_date(2000, 1, 1, 0, 0, 0) +
			seconds %
				(of_date(2100, 1, 1, 0, 0, 0) -
					of_date(2000, 1, 1, 0, 0, 0));
		date_of(seconds, &t);
		CHECK(date_registers(&t, status, false, &r));
		CHECK_INT(r.century, 0);
		CHECK(date_of_registers(&r, status, &back));
		CHECK_INT(date_seconds(&back), seconds);
	}
	t = date(2026, 11, 23, 0, 5, 9);
	CHECK(date_registers(&t, 0, true, &r));
	CHECK_INT(r.hour, 0x12);
	CHECK_INT(r.minute, 0x05);
	CHECK_INT(r.month, 0x11);
	CHECK_INT(r.century, 0x20);
	t = date(2026, 11, 23, 13, 5, 9);
	CHECK(date_registers(&t, RTC_B_BINARY, true, &r));
	CHECK_INT(r.hour, 0x81);
	t = date(4000, 1, 1, 0, 0, 0);
	CHECK(!date_registers(&t, 0, true, &r));
	t = date(2100, 1, 1, 0, 0, 0);
	CHECK(!date_registers(&t, 0, false, &r));
	t = date(1999, 12, 31, 23, 59, 59);
	CHECK(!date_registers(&t, 0, false, &r));
	CHECK(date_registers(&t, 0, true, &r));
}

/* --- the device -------------------------------------------------------------------- */

/* One in this form, at that date. */
static void make_clock(uint8_t status, unsigned century, const struct rtc_time *t)
{
	bool halfway;

	memset(&chip, 0, sizeof(chip));
	chip.reg[A] = 0x26;
	chip.reg[B] = status;
	CHECK_INT(clock_begin(century, &halfway), 0);
	CHECK(!halfway);
	CHECK_INT(clock_write(t), 0);
	CHECK_INT(chip.writes_while_going, 0);
	CHECK_INT(chip.reg[B], status);
}

static void check_time(const struct rtc_time *want)
{
	struct rtc_time t;

	CHECK_INT(clock_read(&t), 0);
	CHECK_INT(date_seconds(&t), date_seconds(want));
}

static void test_forms(void)
{
	struct rtc_time t = date(2026, 11, 23, 23, 59, 58),
			old = date(1970, 1, 2, 0, 0, 0);
	struct rtc_time bad = t;

	for (uint8_t status = 0; status < 8; status += 2) {
		make_clock(status, CENTURY, &t);
		check_time(&t);
		CHECK_INT(chip.reg[6], 2); /* Monday */
		CHECK_INT(clock_write(&old), 0);
		check_time(&old);
		make_clock(status, 0, &t);
		check_time(&t);
		CHECK_INT(chip.reg[CENTURY], 0);
		CHECK_INT(clock_write(&old), -ERANGE);
		bad.tm_mon = 12;
		CHECK_INT(clock_write(&bad), -EINVAL);
		check_time(&t);
	}
	/* What cannot be the number of that register is none. */
	make_clock(2, 0x0b, &t);
	make_clock(2, 0x80, &t);
	make_clock(2, 200, &t);
	make_clock(2, (unsigned)-EINVAL, &t);
	CHECK_INT(chip.reg[B], 2);
}

/* At every read of a register the next second may begin. */
static void test_ticks(void)
{
	struct rtc_time t = date(2026, 12, 31, 23, 59, 59),
			next = date(2027, 1, 1, 0, 0, 0);
	uint8_t regs[128];

	make_clock(2, CENTURY, &next);
	memcpy(regs, chip.reg, sizeof(regs));
	for (unsigned at = 1; at < 40; at++) {
		struct rtc_time is;
		uint64_t s;

		make_clock(2, CENTURY, &t);
		memcpy(chip.next, regs, sizeof(regs));
		chip.reads = 0;
		chip.tick_at = at;
		CHECK_INT(clock_read(&is), 0);
		s = date_seconds(&is);
		CHECK(s == date_seconds(&t) || s == date_seconds(&next));
	}
}

static void test_broken(void)
{
	struct rtc_time t = date(2026, 1, 1, 0, 0, 0);
	struct rtc_wkalrm a;
	bool halfway;

	make_clock(2, CENTURY, &t);
	chip.reg[8] = 0x1f;
	CHECK_INT(clock_read(&t), -EINVAL);
	CHECK_INT(clock_alarm(&a), -EINVAL);
	a.time = date(2026, 1, 1, 0, 0, 0);
	CHECK_INT(clock_alarm_set(&a, true), -EINVAL);
	chip.updating = true;
	CHECK_INT(clock_read(&t), -EIO);
	CHECK_INT(clock_begin(CENTURY, &halfway), -ENODEV);
	chip.updating = false;
	chip.absent = true;
	CHECK_INT(clock_begin(CENTURY, &halfway), -ENODEV);
	/* Whoever set the date was stopped meanwhile. */
	chip.absent = false;
	chip.reg[B] |= 0x80;
	CHECK_INT(clock_begin(CENTURY, &halfway), 0);
	CHECK(halfway);
	clock_go();
	CHECK_INT(chip.reg[B], 2);
	chip.reg[B] |= 0x80;
	t = date(2026, 1, 1, 0, 0, 0);
	CHECK_INT(clock_write(&t), 0);
	CHECK_INT(chip.reg[B], 2);
	for (int i = 0; i < 20000; i++) {
		for (size_t n = 0; n < sizeof(chip.reg); n++)
			chip.reg[n] = (uint8_t)host_random();
		chip.reg[A] &= 0x7f;
		(void)clock_begin((unsigned)host_random() & 0xff, &halfway);
		if (clock_read(&t) == 0)
			CHECK(date_is_good(&t));
		(void)clock_alarm(&a);
		(void)clock_interrupt();
		CHECK(clock_rate() >= 2 && clock_rate() <= RTC_MAX_FREQ);
	}
}

static void test_alarm(void)
{
	struct rtc_time t = date(2026, 12, 31, 23, 0, 0);
	struct rtc_wkalrm a = { .enabled = 1 }, is;

	for (uint8_t status = 0; status < 8; status += 2) {
		make_clock(status, CENTURY, &t);
		a.time = date(2026, 12, 31, 23, 0, 1);
		CHECK_INT(clock_alarm_set(&a, false), 0);
		CHECK_INT(chip.reg[B], status | RTC_AF);
		CHECK_INT(clock_alarm(&is), 0);
		CHECK_INT(is.enabled, 1);
		CHECK_INT(date_seconds(&is.time), date_seconds(&a.time));
		a.time = date(2027, 1, 1, 23, 0, 0); /* a day, to the second */
		CHECK_INT(clock_alarm_set(&a, false), 0);
		CHECK_INT(clock_alarm(&is), 0);
		CHECK_INT(date_seconds(&is.time), date_seconds(&a.time));
		a.time.tm_sec = 1;
		CHECK_INT(clock_alarm_set(&a, false), -EINVAL);
		CHECK_INT(clock_alarm(&is), 0); /* as it was */
		CHECK_INT(is.time.tm_sec, 0);
		/* The time of day alone: the next such. */
		a.enabled = 0;
		a.time.tm_hour = 5;
		a.time.tm_mon = 77;
		CHECK_INT(clock_alarm_set(&a, true), 0);
		CHECK_INT(chip.reg[B], status);
		CHECK_INT(clock_alarm(&is), 0);
		CHECK_INT(is.time.tm_mday, 1);
		CHECK_INT(is.time.tm_hour, 5);
		CHECK_INT(is.time.tm_sec, 1);
		a.time.tm_hour = 24;
		CHECK_INT(clock_alarm_set(&a, true), -EINVAL);
		a.enabled = 1;
		a.time = date(2026, 12, 31, 23, 0, 0);
		CHECK_INT(clock_alarm_set(&a, false), 1);
		chip.reg[1] = chip.reg[3] = chip.reg[5] = 0xff;
		CHECK_INT(clock_alarm(&is), 0);
		CHECK_INT(is.time.tm_hour, -1);
		CHECK_INT(is.time.tm_year, -1);
	}
}

static void test_interrupts(void)
{
	struct rtc_time t = date(2026, 12, 31, 23, 0, 0);

	make_clock(2, CENTURY, &t);
	chip.reg[C] = 0xf0; /* of before */
	clock_interrupts(RTC_UF, true);
	CHECK_INT(clock_interrupt(), 0);
	chip.reg[C] = 0xc0 | RTC_UF;
	CHECK_INT(clock_interrupt(), RTC_UF);
	CHECK_INT(clock_interrupt(), 0);
	/* One that comes while others are switched is not lost. */
	chip.reg[C] = 0x80 | RTC_UF;
	clock_interrupts(RTC_PF | RTC_AF, true);
	CHECK_INT(clock_interrupt(), RTC_UF);
	chip.reg[C] = 0xf0;
	CHECK_INT(clock_interrupt(), RTC_UF | RTC_PF | RTC_AF);
	CHECK_INT(chip.reg[B], 2 | RTC_UF | RTC_PF); /* an alarm rings once */
	chip.reg[C] = 0xf0;
	clock_interrupts(RTC_PF | RTC_UF, false);
	CHECK_INT(clock_interrupt(), 0);
	for (unsigned hz = 2; hz <= RTC_MAX_FREQ; hz *= 2) {
		CHECK_INT(clock_rate_set(hz), 0);
		CHECK_INT(clock_rate(), hz);
		CHECK_INT(chip.reg[A] & 0xf0, 0x20);
		CHECK_INT(clock_rate_set(hz + 1), hz == 1 ? 0 : -EINVAL);
	}
	CHECK_INT(clock_rate_set(1), -EINVAL);
	CHECK_INT(clock_rate_set(0), -EINVAL);
	CHECK_INT(clock_rate_set(16384), -EINVAL);
	CHECK_INT(clock_rate_set(UINT64_MAX), -EINVAL);
	CHECK_INT(clock_rate_set((1ULL << 32) + 64), -EINVAL);
}

int main(void)
{
	test_calendar();
	test_registers();
	test_writing();
	test_forms();
	test_ticks();
	test_broken();
	test_alarm();
	test_interrupts();
	return host_report();
}
