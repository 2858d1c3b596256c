/*
 * newlib-port/libgloss/xinim/thread/locks.c - the locks of the C library itself.
 *
 * In place of newlib's empty ones (sys/lock.h). A lock knows its owner by the
 * address of its block, which a child of fork() has too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <stdlib.h>
#include <sys/lock.h>

#include "locks.h"
#include "thread.h"

/* Streams' locks: the first ones are here, so that a small program needs no malloc for them. */
#define FEW 8
static struct __lock few[FEW];
static bool few_used[FEW];

/* Of whoever could not have one of his own: better shared than none. */
static struct __lock shared_lock;

struct __lock __lock___sinit_recursive_mutex;
struct __lock __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex;
struct __lock __lock___at_quick_exit_mutex;
struct __lock __lock___malloc_recursive_mutex;
struct __lock __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex;
struct __lock __lock___dd_hash_mutex;
struct __lock __lock___arc4random_mutex;

static struct __lock *new_lock(void)
{
	struct __lock *l;

	for (int i = 0; i < FEW; i++)
		if (!__atomic_exchange_n(&few_used[i], true, __ATOMIC_ACQUIRE))
			return &few[i];
	l = malloc(sizeof(*l));
	return l != NULL ? l : &shared_lock;
}

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
	struct __lock *l = new_lock();

	if (l != &shared_lock)
		*l = (struct __lock){ 0 };
	*lock = l;
}

void __retarget_lock_init(_LOCK_T *lock)
{
	__retarget_lock_init_recursive(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
	if (lock >= few && lock < few + FEW)
		__atomic_store_n(&few_used[lock - few], false, __ATOMIC_RELEASE);
	else if (lock != &shared_lock)
		free(lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
	__retarget_lock_close_recursive(lock);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
	struct thread *self = thread_self();

	if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != self) {
		xinim_lock(&lock->word);
		__atomic_store_n(&lock->owner, self, __ATOMIC_RELAXED);
	}
	lock->count++;
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
	struct thread *self = thread_self();
	int is_free = 0;

	if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != self) {
		if (!__atomic_compare_exchange_n(&lock->word, &is_free, 1, false,
			    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return 0;
		__atomic_store_n(&lock->owner, self, __ATOMIC_RELAXED);
	}
	lock->count++;
	return 1;
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
	if (--lock->count != 0)
		return;
	__atomic_store_n(&lock->owner, NULL, __ATOMIC_RELAXED);
	xinim_unlock(&lock->word);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
	xinim_lock(&lock->word);
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
	int is_free = 0;

	return __atomic_compare_exchange_n(
		&lock->word, &is_free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

void __retarget_lock_release(_LOCK_T lock)
{
	xinim_unlock(&lock->word);
}
