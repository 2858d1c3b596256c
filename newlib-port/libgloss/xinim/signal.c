/*
 * newlib-port/libgloss/xinim/signal.c - what to do on a signal, the short way.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

/* As BSD has it: the handler stays, and calls are restarted. */
_sig_func_ptr _signal_r(struct _reent *reent, int sig, _sig_func_ptr handler)
{
	struct sigaction act = {
		.sa_handler = handler,
		.sa_flags = (int)(SA_RESTORER | SA_RESTART),
		.sa_restorer = __xinim_sigreturn,
	};
	struct sigaction old;

	if (sig == 32 || sig == 33) { /* the thread library's own */
		__errno_r(reent) = EINVAL;
		return SIG_ERR;
	}
	if (CALL_R(reent, rt_sigaction, sig, &act, &old, sizeof(sigset_t)) != 0)
		return SIG_ERR;
	return old.sa_handler;
}

_sig_func_ptr signal(int sig, _sig_func_ptr handler)
{
	return _signal_r(_REENT, sig, handler);
}
