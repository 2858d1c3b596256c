/*
 * newlib-port/libgloss/xinim/thread/attr.h - what the flags of attributes mean.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_THREAD_ATTR_H
#define XINIM_LIBGLOSS_THREAD_ATTR_H

#define ATTR_DETACHED 1
#define ATTR_EXPLICIT 2 /* scheduling: not the creator's */

#define ATTR_SET 0x7468 /* what __set is in one that was initialised */

#define STACK_SIZE  (2UL << 20)
#define STACK_GUARD 4096UL

#define DEFAULT_ATTR                                                            \
	{                                                                       \
		.__set = ATTR_SET, .__guard = STACK_GUARD, .__size = STACK_SIZE \
	}

/* A mutex's kind: its type (PTHREAD_MUTEX_NORMAL ...) and these. */
#define MUTEX_TYPE    3u
#define MUTEX_ROBUST  16u
#define MUTEX_INHERIT 32u /* who has it works with the priority of who waits for it */
#define MUTEX_PROTECT 64u /* who has it works with its ceiling as priority */
#define MUTEX_SHARED  128u
#define MUTEX_KINDS \
	(MUTEX_TYPE | MUTEX_ROBUST | MUTEX_INHERIT | MUTEX_PROTECT | MUTEX_SHARED)

/* An attribute's ceiling stands above that; 0: none was set. */
#define MUTEX_CEILING_SHIFT 16
#define CEILING_MIN         1
#define CEILING_MAX         99 /* SCHED_FIFO's priorities */

/* A condition variable's flags. */
#define COND_SHARED    1u
#define COND_MONOTONIC 2u

#endif
