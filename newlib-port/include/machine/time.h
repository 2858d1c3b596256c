/*
 * newlib-port/include/machine/time.h - what <time.h> takes from the machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MACHINE_TIME_H
#define _XINIM_MACHINE_TIME_H

/* POSIX (XSI) fixes this one, whatever the clock's own resolution. */
#define _CLOCKS_PER_SEC_ 1000000L

#define __TM_GMTOFF tm_gmtoff
#define __TM_ZONE   tm_zone

#endif
