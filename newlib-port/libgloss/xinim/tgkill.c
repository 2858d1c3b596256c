/*
 * newlib-port/libgloss/xinim/tgkill.c - a signal to a thread: Linux, tgkill(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

int tgkill(pid_t process, pid_t thread, int sig)
{
	return CALL(tgkill, process, thread, sig);
}
