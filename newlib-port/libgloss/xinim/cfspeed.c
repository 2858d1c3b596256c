/*
 * newlib-port/libgloss/xinim/cfspeed.c - the line speed in a terminal's settings.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <termios.h>

speed_t cfgetospeed(const struct termios *t)
{
	return t->c_cflag & CBAUD;
}

speed_t cfgetispeed(const struct termios *t)
{
	return t->c_cflag & CBAUD;
}

int cfsetospeed(struct termios *t, speed_t speed)
{
	if (speed & ~(speed_t)CBAUD) {
		errno = EINVAL;
		return -1;
	}
	t->c_cflag = (t->c_cflag & ~(tcflag_t)CBAUD) | speed;
	return 0;
}

/* 0 means "as the output"; there is but one speed. */
int cfsetispeed(struct termios *t, speed_t speed)
{
	return speed == 0 ? 0 : cfsetospeed(t, speed);
}

int cfsetspeed(struct termios *t, speed_t speed)
{
	return cfsetospeed(t, speed);
}
