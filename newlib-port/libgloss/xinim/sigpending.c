/*
 * newlib-port/libgloss/xinim/sigpending.c - the signals that wait, blocked.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

int sigpending(sigset_t *set)
{
	return CALL(rt_sigpending, set, sizeof(*set));
}
