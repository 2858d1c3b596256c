/*
 * newlib-port/include/machine/_clocks.h - the clocks' numbers, as Linux has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MACHINE_CLOCKS_H
#define _XINIM_MACHINE_CLOCKS_H

#define TIMER_ABSTIME 1

#define CLOCK_REALTIME           0
#define CLOCK_MONOTONIC          1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID  3
#if __GNU_VISIBLE || __MISC_VISIBLE
#define CLOCK_MONOTONIC_RAW    4
#define CLOCK_REALTIME_COARSE  5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME         7
#define CLOCK_REALTIME_ALARM   8
#define CLOCK_BOOTTIME_ALARM   9
#define CLOCK_TAI              11
#endif

#endif
