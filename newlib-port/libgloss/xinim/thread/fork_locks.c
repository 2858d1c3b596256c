/*
 * newlib-port/libgloss/xinim/thread/fork_locks.c - the C library's locks around fork().
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <stdio.h>
#include <sys/lock.h>

#include "locks.h"
#include "thread.h"

extern int _fwalk(struct _reent *reent, int (*function)(FILE *)) WEAK;

/* Held shortly, and one within another only in this order. */
static _LOCK_T const recursive[] = {
	&__lock___sfp_recursive_mutex,
	&__lock___sinit_recursive_mutex,
	&__lock___env_recursive_mutex,
	&__lock___malloc_recursive_mutex,
};
static _LOCK_T const plain[] = {
	&__lock___tz_mutex,
	&__lock___arc4random_mutex,
	&__lock___dd_hash_mutex,
};

/* Of system(), popen() and mq_notify(), in a program that has them. */
extern int __xinim_system_lock WEAK, __xinim_popen_lock WEAK, __xinim_mq_lock WEAK;
static int *const words[] = { &__xinim_system_lock, &__xinim_popen_lock,
	&__xinim_mq_lock };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void __xinim_locks_before_fork(void)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i] != NULL)
			xinim_lock(words[i]);
	for (size_t i = 0; i < COUNT(plain); i++)
		__retarget_lock_acquire(plain[i]);
	for (size_t i = 0; i < COUNT(recursive); i++)
		__retarget_lock_acquire_recursive(recursive[i]);
}

/* Only the caller's own locks are anybody's in the child. */
static void reset(_LOCK_T lock)
{
	if (lock->owner == thread_self())
		return;
	*lock = (struct __lock){ 0 };
}

static int reset_stream(FILE *f)
{
	reset(f->_lock);
	return 0;
}

void __xinim_locks_after_fork(bool child)
{
	if (child) {
		reset(&__lock___atexit_recursive_mutex);
		reset(&__lock___at_quick_exit_mutex);
		if (_fwalk != NULL)
			_fwalk(_GLOBAL_REENT, reset_stream);
	}
	for (size_t i = COUNT(recursive); i-- > 0;)
		__retarget_lock_release_recursive(recursive[i]);
	for (size_t i = COUNT(plain); i-- > 0;)
		__retarget_lock_release(plain[i]);
	for (size_t i = COUNT(words); i-- > 0;)
		if (words[i] != NULL)
			xinim_unlock(words[i]);
}
