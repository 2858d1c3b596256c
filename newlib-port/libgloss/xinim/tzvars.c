/*
 * newlib-port/libgloss/xinim/tzvars.c - the time zone, by newlib's names and POSIX's.
 *
 * In place of newlib's, which has only the first.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

#undef tzname
#undef timezone
#undef daylight

long _timezone;
int _daylight;
char *_tzname[2] = { "GMT", "GMT" };

extern long timezone __attribute__((alias("_timezone")));
extern int daylight __attribute__((alias("_daylight")));
extern char *tzname[2] __attribute__((alias("_tzname")));
