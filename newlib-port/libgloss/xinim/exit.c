/*
 * newlib-port/libgloss/xinim/exit.c - exit(): what the thread has, what the program has,
 * then the streams.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <reent.h>
#include <stdlib.h>
#include <unistd.h>

#include "thread/thread.h"

/* newlib's: calls what atexit(), on_exit() and __cxa_atexit() were told. */
extern void __call_exitprocs(int code, void *dso);

/*
 * Objects of the thread that calls it go before those of the program (C++17, 6.6.4
 * [basic.start.term]); other threads' stay.
 */
void exit(int code)
{
	if (__xinim_thread_at_exit)
		__xinim_thread_at_exit();
	__call_exitprocs(code, NULL);
	if (_GLOBAL_REENT->__cleanup)
		_GLOBAL_REENT->__cleanup(_GLOBAL_REENT);
	_exit(code);
}
