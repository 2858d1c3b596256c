/*
 * newlib-port/libgloss/xinim/tcgetpgrp.c - a terminal's foreground group and its session.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

pid_t tcgetpgrp(int fd)
{
	pid_t group;

	return CALL(ioctl, fd, TIOCGPGRP, &group) == 0 ? group : -1;
}

int tcsetpgrp(int fd, pid_t group)
{
	return CALL(ioctl, fd, TIOCSPGRP, &group);
}

pid_t tcgetsid(int fd)
{
	pid_t session;

	return CALL(ioctl, fd, TIOCGSID, &session) == 0 ? session : -1;
}
