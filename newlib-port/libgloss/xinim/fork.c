/*
 * newlib-port/libgloss/xinim/fork.c - make a process like this one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

#include "thread/thread.h"

int _fork_r(struct _reent *reent)
{
	return __xinim_fork(reent);
}

WEAK pid_t fork(void)
{
	return __xinim_fork(_REENT);
}
