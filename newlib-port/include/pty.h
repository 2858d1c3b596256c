/*
 * newlib-port/include/pty.h - pseudo-terminals.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_PTY_H
#define _XINIM_PTY_H

#include <sys/cdefs.h>
#include <sys/ioctl.h>
#include <termios.h>

#ifdef __cplusplus
extern "C" {
#endif

int openpty(int *__master, int *__slave, char *__name, const struct termios *__settings,
	const struct winsize *__size);
int login_tty(int __fd);
int forkpty(int *__master, char *__name, const struct termios *__settings,
	const struct winsize *__size);

#ifdef __cplusplus
}
#endif

#endif
