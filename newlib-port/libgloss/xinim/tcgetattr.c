/*
 * newlib-port/libgloss/xinim/tcgetattr.c - a terminal's settings.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

/* The kernel fills in the start of the structure, up to c_cc[18]. */
int tcgetattr(int fd, struct termios *t)
{
	struct termios answer;

	memset(&answer, 0, sizeof(answer));
	if (CALL(ioctl, fd, TCGETS, &answer) != 0)
		return -1;
	*t = answer;
	return 0;
}
