/*
 * newlib-port/libgloss/xinim/fcntl.c - what else can be done to a descriptor.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <stdarg.h>

int _fcntl_r(struct _reent *reent, int fd, int command, int arg)
{
	return CALL_R(reent, fcntl, fd, command, arg);
}

/* The argument may be an int, a pointer or absent: all are one register. */
WEAK int fcntl(int fd, int command, ...)
{
	va_list list;
	long arg;

	va_start(list, command);
	arg = va_arg(list, long);
	va_end(list);
	/* Waiting for a lock is a cancellation point. */
	if (command == F_SETLKW)
		return CALL_POINT(fcntl, fd, command, arg);
	return CALL(fcntl, fd, command, arg);
}

int _fcntl(int fd, int command, ...) __attribute__((alias("fcntl")));
