/*
 * newlib-port/libgloss/xinim/sigabbrev_np.c - the name of a signal: glibc's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>
#include <string.h>

#define NAME(s) [SIG##s] = #s

/* clang-format off */
static const char *const names[] = {
	NAME(HUP), NAME(INT), NAME(QUIT), NAME(ILL), NAME(TRAP), NAME(ABRT),
	NAME(BUS), NAME(FPE), NAME(KILL), NAME(USR1), NAME(SEGV), NAME(USR2),
	NAME(PIPE), NAME(ALRM), NAME(TERM), NAME(STKFLT), NAME(CHLD), NAME(CONT),
	NAME(STOP), NAME(TSTP), NAME(TTIN), NAME(TTOU), NAME(URG), NAME(XCPU),
	NAME(XFSZ), NAME(VTALRM), NAME(PROF), NAME(WINCH), [SIGIO] = "POLL", NAME(PWR),
	NAME(SYS),
};
/* clang-format on */

/* "INT"; NULL: there is none of that number, or a real-time signal. */
const char *sigabbrev_np(int sig)
{
	return sig > 0 && sig < (int)(sizeof(names) / sizeof(names[0])) ? names[sig]
									: NULL;
}
