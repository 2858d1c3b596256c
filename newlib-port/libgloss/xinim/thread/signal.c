/*
 * newlib-port/libgloss/xinim/thread/signal.c - signals to a thread, and its mask.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "thread.h"

#define OURS(sig) ((sig) == 32 || (sig) == 33)

static long send(int tid, int sig, const siginfo_t *info)
{
	long pid = RAW(getpid);

	if (info != NULL)
		return RAW(rt_tgsigqueueinfo, pid, tid, sig, info);
	return RAW(tgkill, pid, tid, sig);
}

/*
 * One that has ended and was not joined yet takes all signals. A handler may
 * come here too, so that nobody is interrupted who holds the lock.
 */
int __xinim_thread_signal(struct thread *t, int sig, const siginfo_t *info)
{
	uint64_t all = ~0UL, before;
	long r = 0;

	if (t == thread_self())
		return (int)-send(__xinim_tid(), sig, info);
	RAW(rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof(all));
	xinim_lock(&t->kill_lock);
	if (!t->gone)
		r = send(t->tid, sig, info);
	xinim_unlock(&t->kill_lock);
	RAW(rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof(all));
	return (int)-r;
}

/* EINVAL: no signal, or one of the library's own. */
int pthread_kill(pthread_t id, int sig)
{
	if (sig < 0 || sig >= _NSIG || OURS(sig))
		return EINVAL;
	return __xinim_thread_signal((struct thread *)id, sig, NULL);
}

/* EAGAIN: too many are queued. */
int pthread_sigqueue(pthread_t id, int sig, const union sigval value)
{
	siginfo_t info;

	if (sig < 0 || sig >= _NSIG || OURS(sig))
		return EINVAL;
	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = SI_QUEUE;
	info.si_pid = (pid_t)RAW(getpid);
	info.si_uid = (uid_t)RAW(getuid);
	info.si_value = value;
	return __xinim_thread_signal((struct thread *)id, sig, &info);
}
