/*
 * newlib-port/libgloss/xinim/alarm.c - a signal in so many seconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

unsigned int alarm(unsigned int seconds)
{
	return (unsigned int)CALL(alarm, seconds);
}
