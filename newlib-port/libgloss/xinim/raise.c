/*
 * newlib-port/libgloss/xinim/raise.c - send the calling thread a signal.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>
#include <unistd.h>

int _raise_r(struct _reent *reent, int sig)
{
	return CALL_R(reent, tgkill, RAW(getpid), RAW(gettid), sig);
}

int raise(int sig)
{
	return _raise_r(_REENT, sig);
}
