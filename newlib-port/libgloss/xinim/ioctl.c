/*
 * newlib-port/libgloss/xinim/ioctl.c - what else can be done to a device.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdarg.h>
#include <sys/ioctl.h>

int ioctl(int fd, unsigned long request, ...)
{
	va_list list;
	void *arg;

	va_start(list, request);
	arg = va_arg(list, void *);
	va_end(list);
	return CALL(ioctl, fd, request, arg);
}
