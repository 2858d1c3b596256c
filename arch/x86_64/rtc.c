/*
 * arch/x86_64/rtc.c - the date, from and to the battery-backed clock.
 *
 * Motorola MC146818 registers, in UTC.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"
#include "arch/x86_64/rtc_date.h"
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
#define STATUS_B_SET      0x80 /* it stands still */
#define READ_ATTEMPTS     1000

static uint8_t cmos_read(uint8_t reg)
{
	outb(CMOS_INDEX, reg);
	return inb(CMOS_DATA);
}

static void cmos_write(uint8_t reg, uint8_t value)
{
	outb(CMOS_INDEX, reg);
	outb(CMOS_DATA, value);
}

static struct rtc_registers read_once(void)
{
	uint8_t century = acpi.fadt.century;

	for (unsigned i = 0;
		i < READ_ATTEMPTS && cmos_read(RTC_STATUS_A) & STATUS_A_UPDATING; i++)
		clock_delay_us(10);
	return (struct rtc_registers){
		.second = cmos_read(RTC_SECONDS),
		.minute = cmos_read(RTC_MINUTES),
		.hour = cmos_read(RTC_HOURS),
		.day = cmos_read(RTC_DAY),
		.month = cmos_read(RTC_MONTH),
		.year = cmos_read(RTC_YEAR),
		.century = century ? cmos_read(century) : 0,
	};
}

uint64_t arch_rtc_seconds(void)
{
	struct rtc_registers t = read_once(), again;

	/* Twice the same: no update came in between. */
	for (unsigned i = 0; i < READ_ATTEMPTS; i++) {
		again = read_once();
		if (memcmp(&t, &again, sizeof(t)) == 0)
			break;
		t = again;
	}
	return rtc_seconds(&t, cmos_read(RTC_STATUS_B));
}

void arch_rtc_set(uint64_t seconds)
{
	uint8_t status = cmos_read(RTC_STATUS_B), century = acpi.fadt.century;
	struct rtc_registers r;

	if (!rtc_registers(seconds, status, century != 0, &r))
		return;
	cmos_write(RTC_STATUS_B, status | STATUS_B_SET);
	cmos_write(RTC_SECONDS, r.second);
	cmos_write(RTC_MINUTES, r.minute);
	cmos_write(RTC_HOURS, r.hour);
	cmos_write(RTC_DAY, r.day);
	cmos_write(RTC_MONTH, r.month);
	cmos_write(RTC_YEAR, r.year);
	if (century)
		cmos_write(century, r.century);
	cmos_write(RTC_STATUS_B, (uint8_t)(status & ~STATUS_B_SET));
}
