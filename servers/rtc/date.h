/*
 * servers/rtc/date.h - dates, and what the registers of the battery-backed clock mean.
 *
 * A date is a struct rtc_time in UTC, from 1970 on. Pure.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_RTC_DATE_H
#define XINIM_RTC_DATE_H

#include <linux/rtc.h>
#include <stdbool.h>
#include <stdint.h>

#define DAY_SECONDS 86400u

#define RTC_B_24_HOURS 0x02 /* of status register B */
#define RTC_B_BINARY   0x04

/* As they are read, or to be written. */
struct rtc_registers {
	uint8_t second, minute, hour, day, month, year;
	uint8_t century; /* 0: there is no such register */
};

/* Is there such a day, and such a time of day? Of its week and year nothing is asked. */
bool date_is_good(const struct rtc_time *t);
/* Seconds since 1970-01-01T00:00:00Z of a good date. */
uint64_t date_seconds(const struct rtc_time *t);
/* The other way round, with the days of week and year; as far as an int has years. */
void date_of(uint64_t seconds, struct rtc_time *t);

/*
 * The date in these registers, by status register B. False: it is none. A century that
 * makes no sense is the 21st.
 */
bool date_of_registers(const struct rtc_registers *r, uint8_t status, struct rtc_time *t);
/*
 * The other way round, of a good date. False: the clock cannot show it, which it does
 * from 1970 to 3999, or, without a century, from 2000 to 2099.
 */
bool date_registers(const struct rtc_time *t, uint8_t status, bool has_century,
	struct rtc_registers *r);

/* One number in a register, and back. Less than 0: there is none such. */
int date_number(uint8_t v, uint8_t status);
uint8_t date_register(unsigned v, uint8_t status);
/* The same for hours, 0 to 23. */
int date_hour(uint8_t v, uint8_t status);
uint8_t date_hour_register(unsigned hour, uint8_t status);

#endif
