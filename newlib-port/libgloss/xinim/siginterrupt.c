/*
 * newlib-port/libgloss/xinim/siginterrupt.c - shall a signal interrupt calls?
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

int siginterrupt(int sig, int flag)
{
	struct sigaction act;

	if (sigaction(sig, NULL, &act) != 0)
		return -1;
	if (flag)
		act.sa_flags &= ~SA_RESTART;
	else
		act.sa_flags |= SA_RESTART;
	return sigaction(sig, &act, NULL);
}
