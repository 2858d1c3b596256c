/*
 * newlib-port/include/termio.h - the older name of <termios.h> and terminals' ioctl().
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_TERMIO_H
#define _XINIM_TERMIO_H

#include <sys/ioctl.h>
#include <termios.h>

#endif
