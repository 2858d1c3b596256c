/*
 * newlib-port/libgloss/xinim/thread/locks.h - the C library's locks: newlib's struct __lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_THREAD_LOCKS_H
#define XINIM_LIBGLOSS_THREAD_LOCKS_H

struct thread;

struct __lock {
	int word;
	unsigned int count;   /* of the owner */
	struct thread *owner; /* of a recursive one; NULL: nobody */
};

extern struct __lock __lock___sinit_recursive_mutex, __lock___sfp_recursive_mutex,
	__lock___atexit_recursive_mutex, __lock___at_quick_exit_mutex,
	__lock___malloc_recursive_mutex, __lock___env_recursive_mutex, __lock___tz_mutex,
	__lock___dd_hash_mutex, __lock___arc4random_mutex;

#endif
