/*
 * newlib-port/include/linux/rtc.h - the battery-backed clock, /dev/rtc0.
 *
 * Numbers and layouts of Linux, as rtc(4) has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_LINUX_RTC_H
#define _XINIM_LINUX_RTC_H

#include <sys/ioctl.h>

/* As struct tm has them: months from 0, years from 1900. */
struct rtc_time {
	int tm_sec;
	int tm_min;
	int tm_hour;
	int tm_mday;
	int tm_mon;
	int tm_year;
	int tm_wday;
	int tm_yday;
	int tm_isdst;
};

struct rtc_wkalrm {
	unsigned char enabled;
	unsigned char pending;
	struct rtc_time time;
};

struct rtc_pll_info {
	int pll_ctrl;
	int pll_value;
	int pll_max;
	int pll_min;
	int pll_posmult;
	int pll_negmult;
	long pll_clock;
};

#define RTC_AIE_ON  0x7001 /* the alarm interrupts */
#define RTC_AIE_OFF 0x7002
#define RTC_UIE_ON  0x7003 /* every second does */
#define RTC_UIE_OFF 0x7004
#define RTC_PIE_ON  0x7005 /* so often as RTC_IRQP_SET says */
#define RTC_PIE_OFF 0x7006
#define RTC_WIE_ON  0x700f
#define RTC_WIE_OFF 0x7010

#define RTC_ALM_SET    0x40247007 /* const struct rtc_time *: hour, minute, second */
#define RTC_ALM_READ   0x80247008 /* struct rtc_time * */
#define RTC_RD_TIME    0x80247009 /* struct rtc_time * */
#define RTC_SET_TIME   0x4024700a /* const struct rtc_time * */
#define RTC_IRQP_READ  0x8008700b /* unsigned long *: Hz */
#define RTC_IRQP_SET   0x4008700c /* unsigned long, itself: Hz */
#define RTC_EPOCH_READ 0x8008700d
#define RTC_EPOCH_SET  0x4008700e
#define RTC_WKALM_SET  0x4028700f /* const struct rtc_wkalrm * */
#define RTC_WKALM_RD   0x80287010 /* struct rtc_wkalrm * */
#define RTC_PLL_GET    0x80207011
#define RTC_PLL_SET    0x40207012
#define RTC_VL_READ    0x80047013
#define RTC_VL_CLR     0x00007014

/* The lowest byte of what is read; the others say how many interrupts there were. */
#define RTC_IRQF 0x80 /* any of these */
#define RTC_PF   0x40
#define RTC_AF   0x20
#define RTC_UF   0x10

#define RTC_MAX_FREQ 8192

#endif
