/*
 * newlib-port/libgloss/xinim/thread/cancel.c - cancellation.
 *
 * What is wanted and allowed is in one word, struct thread's cancel. Whoever
 * wants a thread cancelled sets a bit there, and sends a signal that gets it
 * out of a call that blocks (call.S), or out of anything if it allowed that.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ucontext.h>
#include <unistd.h>

#include "thread.h"

#define RIP 16 /* of gregs */

extern const char __xinim_cancellable_begin[], __xinim_cancellable_end[],
	__xinim_cancellable_cancelled[], __xinim_cancel_anywhere[];

static int lock;
static bool handled;

static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *c = context;
	struct thread *self = thread_self();
	greg_t *rip = &c->uc_mcontext.gregs[RIP];

	(void)info;
	if (!cancel_due(self))
		return;
	if (*rip >= (greg_t)__xinim_cancellable_begin &&
		*rip < (greg_t)__xinim_cancellable_end) {
		*rip = (greg_t)__xinim_cancellable_cancelled;
	} else if (self->cancel & CANCEL_ASYNC) {
		*rip = (greg_t)__xinim_cancel_anywhere;
	} else {
		/*
		 * Perhaps another handler was interrupted that itself interrupted
		 * a call: the signal waits until it returns. If not, the thread
		 * sees the bit at the next cancellation point.
		 */
		c->uc_sigmask |= 1UL << (sig - 1);
		RAW(tgkill, RAW(getpid), __xinim_tid(), sig);
	}
}

/* Once: from the first pthread_cancel on. */
static int handle(void)
{
	struct sigaction act = {
		.sa_sigaction = handler,
		.sa_flags = (int)(SA_RESTORER | SA_RESTART | SA_SIGINFO | SA_ONSTACK),
		.sa_restorer = __xinim_sigreturn,
		.sa_mask = ~0UL,
	};
	long r = 0;

	xinim_lock(&lock);
	if (!handled)
		r = RAW(rt_sigaction, CANCEL_SIGNAL, &act, NULL, sizeof(sigset_t));
	handled = r == 0;
	xinim_unlock(&lock);
	return (int)-r;
}

/* Asks for it. Errors: of tgkill, when the signal cannot be sent. */
int pthread_cancel(pthread_t id)
{
	struct thread *t = (struct thread *)id;
	unsigned int before;
	int error = handle();

	if (error != 0)
		return error;
	before = __atomic_fetch_or(&t->cancel, CANCEL_WANTED, __ATOMIC_SEQ_CST);
	if (before & (CANCEL_WANTED | CANCEL_OFF | CANCEL_ENDING))
		return 0;
	if (t != thread_self())
		return __xinim_thread_signal(t, CANCEL_SIGNAL, NULL);
	if (before & CANCEL_ASYNC)
		__xinim_cancel_self();
	return 0;
}

void __xinim_cancel_self(void)
{
	__xinim_thread_leave(PTHREAD_CANCELED);
}

void pthread_testcancel(void)
{
	if (cancel_due(thread_self()))
		__xinim_cancel_self();
}
