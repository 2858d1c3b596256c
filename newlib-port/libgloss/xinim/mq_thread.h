/*
 * newlib-port/libgloss/xinim/mq_thread.h - mq_notify by a thread, for the rest of the library.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_MQ_THREAD_H
#define XINIM_LIBGLOSS_MQ_THREAD_H

#include <mqueue.h>
#include <signal.h>

/* The second of the two signals that programs are told do not exist (sigset.c). */
#define HIDDEN_SIGNAL 33

/* A thread that waits for this queue's first message ends without it. */
void __xinim_mq_forget(mqd_t queue);

/* A hidden signal with SI_MESGQ has come; async-signal-safe. */
void __xinim_mq_told(union sigval value);

#endif
