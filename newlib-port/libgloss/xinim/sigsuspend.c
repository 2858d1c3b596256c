/*
 * newlib-port/libgloss/xinim/sigsuspend.c - wait for a signal, with others blocked.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

int sigsuspend(const sigset_t *mask)
{
	return CALL_POINT(rt_sigsuspend, mask, sizeof(*mask));
}
