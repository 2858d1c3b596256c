/*
 * newlib-port/libgloss/xinim/clock_getcpuclockid.c - the clock of a process's CPU time.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <time.h>

/* Returns the error itself. Clocks of processes are numbered as Linux does. */
int clock_getcpuclockid(pid_t pid, clockid_t *clock)
{
	clockid_t id = pid == 0 ? CLOCK_PROCESS_CPUTIME_ID
				: (clockid_t)(~(unsigned)pid << 3 | 2);

	if (pid < 0 || RAW(clock_getres, id, NULL) != 0)
		return ESRCH;
	*clock = id;
	return 0;
}
