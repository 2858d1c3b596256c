/*
 * newlib-port/libgloss/xinim/isatty.c - is it a terminal?
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* A terminal is what has a terminal's settings. */
int _isatty_r(struct _reent *reent, int fd)
{
	struct termios t;

	return CALL_R(reent, ioctl, fd, TCGETS, &t) == 0;
}

WEAK int isatty(int fd)
{
	return _isatty_r(_REENT, fd);
}
