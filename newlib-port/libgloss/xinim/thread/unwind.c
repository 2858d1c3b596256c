/*
 * newlib-port/libgloss/xinim/thread/unwind.c - a thread that is ended on its way, and C++.
 *
 * What pthread_exit and a cancellation leave behind is left as by an exception that
 * nobody catches: the destructors of C++'s objects run. The compiler's library does it
 * (_Unwind_ForcedUnwind of the Itanium C++ ABI, "Exception Handling", 1.6.2), which only
 * programs have that can throw; and it goes as far as the program's functions have tables
 * for it. A catch (...) that does not throw it on ends the process, as in glibc.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <stdlib.h>

#include "thread.h"

#define UA_END_OF_STACK     16
#define URC_CONTINUE        0
#define URC_FOREIGN_CAUGHT  1
#define FORCED_UNWIND_CLASS 0x58494e494d000000UL /* "XINIM": no language's exception */

struct _Unwind_Context;
typedef int stop_function(int version, int actions, uint64_t class,
	struct unwinding *unwinding, struct _Unwind_Context *context, void *thread);

extern int _Unwind_ForcedUnwind(
	struct unwinding *unwinding, stop_function *stop, void *thread) WEAK;
extern uintptr_t _Unwind_GetCFA(struct _Unwind_Context *context) WEAK;

/* Before each frame: what was pushed by those that are left by now. */
static int next_frame(int version, int actions, uint64_t class,
	struct unwinding *unwinding, struct _Unwind_Context *context, void *thread)
{
	struct thread *self = thread;

	(void)version;
	(void)class;
	(void)unwinding;
	if (actions & UA_END_OF_STACK)
		__xinim_thread_exit(self->result);
	__xinim_cleanup_until(self, _Unwind_GetCFA(context));
	return URC_CONTINUE;
}

/* A catch (...) has come to its end. */
static void caught(int reason, struct unwinding *unwinding)
{
	static const char text[] = "a thread's end was caught and not thrown on\n";

	(void)unwinding;
	if (reason == URC_FOREIGN_CAUGHT) {
		RAW(write, 2, text, sizeof(text) - 1);
		abort();
	}
}

void __xinim_thread_leave(void *result)
{
	struct thread *self = thread_self();

	__atomic_or_fetch(&self->cancel, CANCEL_OFF | CANCEL_ENDING, __ATOMIC_RELAXED);
	self->result = result;
	if (_Unwind_ForcedUnwind != NULL) {
		self->unwinding.class = FORCED_UNWIND_CLASS;
		self->unwinding.caught = caught;
		_Unwind_ForcedUnwind(&self->unwinding, next_frame, self);
	}
	__xinim_thread_exit(result);
}
