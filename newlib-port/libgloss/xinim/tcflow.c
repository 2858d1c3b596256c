/*
 * newlib-port/libgloss/xinim/tcflow.c - a terminal line's break, drain, flow and queues.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/ioctl.h>
#include <termios.h>

int tcdrain(int fd)
{
	return CALL_POINT(ioctl, fd, TCSBRK, 1);
}

int tcflow(int fd, int action)
{
	return CALL(ioctl, fd, TCXONC, action);
}

int tcflush(int fd, int queue)
{
	return CALL(ioctl, fd, TCFLSH, queue);
}

/* How long a break lasts is the system's choice: a quarter second or more. */
int tcsendbreak(int fd, int duration)
{
	(void)duration;
	return CALL(ioctl, fd, TCSBRK, 0);
}
