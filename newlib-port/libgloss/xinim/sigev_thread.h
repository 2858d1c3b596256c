/*
 * newlib-port/libgloss/xinim/sigev_thread.h - SIGEV_THREAD of timers, message queues, aio.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_SIGEV_THREAD_H
#define XINIM_LIBGLOSS_SIGEV_THREAD_H

#include <pthread.h>
#include <signal.h>

/* The second of the two signals that programs are told do not exist (sigset.c). */
#define HIDDEN_SIGNAL 33

/*
 * Has run(argument) in a thread of its own that nobody joins, with all signals blocked;
 * sigev_notify_attributes may be NULL. An error number of pthread_create's.
 */
int __xinim_sigev_thread(
	void *(*run)(void *), void *argument, const pthread_attr_t *wanted);

/* A hidden signal with SI_MESGQ has come; async-signal-safe. */
void __xinim_mq_told(union sigval value);

#endif
