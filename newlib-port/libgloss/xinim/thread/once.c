/*
 * newlib-port/libgloss/xinim/thread/once.c - what is to be done once.
 *
 * 0: not begun. DONE. Else who runs it is at it, in the process whose number of
 * forks stands above: a child of fork() whose parent was at it begins anew. So does the
 * next one when routine is left: by the thread's end or, in C++, by an exception.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <limits.h>
#include <pthread.h>

#include "thread.h"

#define RUNS 1
#define DONE 2

#define UA_CLEANUP_PHASE    2
#define UA_FORCE_UNWIND     8
#define URC_CONTINUE_UNWIND 8
#define RBX                 3 /* System V ABI, AMD64 supplement, figure 3.36 */

struct _Unwind_Context;
extern uintptr_t _Unwind_GetGR(struct _Unwind_Context *context, int number) WEAK;

int __xinim_once_left(int version, int actions, uint64_t class, void *exception,
	struct _Unwind_Context *context);
/* call.S: calls routine, and has __xinim_once_left() called when that throws. */
void __xinim_once_run(void (*routine)(void), struct __xinim_cleanup *node);

static void begin_again(void *once)
{
	__atomic_store_n((int *)once, 0, __ATOMIC_RELEASE);
	__xinim_wake(once, INT_MAX, false);
}

/*
 * A personality routine (Itanium C++ ABI, "Exception Handling", 2.5.2), without
 * the tables that a compiler's has. A thread that ends runs its cleanup handlers anyway.
 */
int __xinim_once_left(int version, int actions, uint64_t class, void *exception,
	struct _Unwind_Context *context)
{
	(void)version;
	(void)class;
	(void)exception;
	if ((actions & (UA_CLEANUP_PHASE | UA_FORCE_UNWIND)) == UA_CLEANUP_PHASE)
		__xinim_cleanup_pop(
			(struct __xinim_cleanup *)_Unwind_GetGR(context, RBX), 1);
	return URC_CONTINUE_UNWIND;
}

int pthread_once(pthread_once_t *once, void (*routine)(void))
{
	int now = RUNS | __xinim_forks << 2, is;
	struct __xinim_cleanup node;

	for (;;) {
		is = __atomic_load_n(once, __ATOMIC_ACQUIRE);
		if (is == DONE)
			return 0;
		if (is == now) {
			__xinim_wait(
				once, (unsigned int)now, CLOCK_MONOTONIC, NULL, false);
			continue;
		}
		if (__atomic_compare_exchange_n(
			    once, &is, now, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			break;
	}
	__xinim_cleanup_push(&node, begin_again, once);
	__xinim_once_run(routine, &node);
	__xinim_cleanup_pop(&node, 0);
	__atomic_store_n(once, DONE, __ATOMIC_RELEASE);
	__xinim_wake(once, INT_MAX, false);
	return 0;
}
