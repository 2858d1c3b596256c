/*
 * newlib-port/libgloss/xinim/thread/flockfile.c - a stream for one thread alone.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <stdio.h>
#include <sys/lock.h>

#include "thread.h"

int __xinim_lock_stream_at_exit(FILE *f);
extern void __sinit(struct _reent *reent);

/* The standard streams have their locks from the first use on. */
static _LOCK_T lock_of(const FILE *f)
{
	if (!_REENT->__sdidinit)
		__sinit(_REENT);
	return f->_lock;
}

#undef flockfile
#undef ftrylockfile
#undef funlockfile

void flockfile(FILE *f)
{
	__lock_acquire_recursive(lock_of(f));
}

/* Not 0: another thread has it. */
int ftrylockfile(FILE *f)
{
	return !__lock_try_acquire_recursive(lock_of(f));
}

void funlockfile(FILE *f)
{
	__lock_release_recursive(f->_lock);
}

/*
 * For the end of the program (newlib's _cleanup_r): takes a stream's lock, but
 * does not wait for ever for a thread that reads or writes with it held. 0: no.
 */
int __xinim_lock_stream_at_exit(FILE *f)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	int tries = f->_flags & __SRD ? 10 : 200;

	while (ftrylockfile(f) != 0) {
		if (tries-- == 0)
			return 0;
		RAW(nanosleep, &nap, NULL);
	}
	return 1;
}
