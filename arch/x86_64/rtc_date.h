/*
 * arch/x86_64/rtc_date.h - what the registers of the battery-backed clock mean.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_RTC_DATE_H
#define XINIM_ARCH_RTC_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define RTC_B_24_HOURS 0x02 /* of status register B */
#define RTC_B_BINARY   0x04

/* As they are read, or to be written. */
struct rtc_registers {
	uint8_t second, minute, hour, day, month, year;
	uint8_t century; /* 0: there is no such register */
};

/* Seconds since 1970-01-01 00:00 UTC, by status register B; 0: it is no date. */
uint64_t rtc_seconds(const struct rtc_registers *r, uint8_t status);

/*
 * The other way round. False: the clock cannot show it, which it does from 1970 to 3999, or,
 * without a century, from 2000 to 2099.
 */
bool rtc_registers(
	uint64_t seconds, uint8_t status, bool has_century, struct rtc_registers *r);

#endif
