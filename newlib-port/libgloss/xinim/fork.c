/*
 * newlib-port/libgloss/xinim/fork.c - make a process like this one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int _fork_r(struct _reent *reent)
{
	return CALL_R(reent, fork);
}

WEAK pid_t fork(void)
{
	return CALL(fork);
}
