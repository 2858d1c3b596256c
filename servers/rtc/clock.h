/*
 * servers/rtc/clock.h - the battery-backed clock as a device: date, alarm, interrupts.
 *
 * All of its state is in its registers, so that whoever drives it can be replaced at any
 * time. Whether a driver was stopped while it set the date, clock_begin says.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_RTC_CLOCK_H
#define XINIM_RTC_CLOCK_H

#include <linux/rtc.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * century: the number of that register, 0: there is none. -ENODEV: there is no clock, or
 * it does not go. *halfway: it stands still, as somebody was stopped while he set it: it
 * goes on when it is set again, or by clock_go.
 */
int clock_begin(unsigned century, bool *halfway);
void clock_go(void);

/* -EIO: it cannot be read; -EINVAL: what it has is no date. */
int clock_read(struct rtc_time *t);
/* -EINVAL: that is no date; -ERANGE: not one that the clock can show. */
int clock_write(const struct rtc_time *t);

/*
 * When it will ring next, and whether that interrupts. Without an alarm that makes sense
 * all that is not known is -1. -EIO, -EINVAL: it does not know the date.
 */
int clock_alarm(struct rtc_wkalrm *a);
/*
 * It rings once, at a.time, if a.enabled. today: only the time of day counts, the next
 * such. -EINVAL: no date, or more than a day away; or as clock_read. 1: that time has
 * passed, and it is not set.
 */
int clock_alarm_set(const struct rtc_wkalrm *a, bool today);

/* Interrupts RTC_PF, RTC_AF, RTC_UF happen, or do not. */
void clock_interrupts(uint8_t which, bool on);
/* Which came, of those that are on, and are over by that. An alarm rings once. */
uint8_t clock_interrupt(void);

/* Periodic interrupts a second: 2 to RTC_MAX_FREQ, powers of two. -EINVAL */
int clock_rate_set(uint64_t hz);
unsigned clock_rate(void);

#endif
