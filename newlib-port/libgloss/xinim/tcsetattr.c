/*
 * newlib-port/libgloss/xinim/tcsetattr.c - change a terminal's settings.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/ioctl.h>
#include <termios.h>

int tcsetattr(int fd, int when, const struct termios *t)
{
	if (when != TCSANOW && when != TCSADRAIN && when != TCSAFLUSH) {
		errno = EINVAL;
		return -1;
	}
	return CALL(ioctl, fd, TCSETS + when, t);
}
