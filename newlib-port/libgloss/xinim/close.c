/*
 * newlib-port/libgloss/xinim/close.c - close a descriptor.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int _close_r(struct _reent *reent, int fd)
{
	return CALL_R(reent, close, fd);
}

WEAK int close(int fd)
{
	return CALL_POINT(close, fd);
}

int _close(int fd) __attribute__((alias("close")));
