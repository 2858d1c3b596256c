/*
 * newlib-port/libgloss/xinim/syscall.c - any system call, by its number.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdarg.h>
#include <unistd.h>

long syscall(long number, ...)
{
	va_list list;
	long a, b, c, d, e, f;

	va_start(list, number);
	a = va_arg(list, long);
	b = va_arg(list, long);
	c = va_arg(list, long);
	d = va_arg(list, long);
	e = va_arg(list, long);
	f = va_arg(list, long);
	va_end(list);
	return __xinim_result(_REENT, xinim_syscall6(number, a, b, c, d, e, f));
}
