/*
 * newlib-port/libgloss/xinim/mq_notify.c - being told of a message: POSIX.1-2017.
 *
 * The system knows signals only. For SIGEV_THREAD it is asked for a hidden one, whose
 * handler wakes a thread made in advance, so that there is an error while there can be
 * one; the thread calls the function once and ends.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "sigev_thread.h"
#include "thread/thread.h"

struct wait {
	struct wait *next; /* with the lock */
	mqd_t queue;
	bool gone; /* it is not to call; with the lock, as `told' is posted */
	sem_t told;
	void (*function)(union sigval);
	union sigval value;
};

int __xinim_mq_lock;
static struct wait *waits; /* those that are not told yet */

/* With the lock: takes it out of the list; false: another did. */
static bool take(struct wait *w)
{
	for (struct wait **p = &waits; *p; p = &(*p)->next) {
		if (*p != w)
			continue;
		*p = w->next;
		return true;
	}
	return false;
}

/* Of this queue; NULL: there is none. Who takes one has to end it. */
static struct wait *take_of(mqd_t queue)
{
	struct wait *w;

	xinim_lock(&__xinim_mq_lock);
	for (w = waits; w && w->queue != queue; w = w->next)
		continue;
	if (w)
		take(w);
	xinim_unlock(&__xinim_mq_lock);
	return w;
}

/* Its thread ends without a call. */
static void end_wait(struct wait *w)
{
	xinim_lock(&__xinim_mq_lock);
	w->gone = true;
	sem_post(&w->told);
	xinim_unlock(&__xinim_mq_lock); /* w may be gone from here on */
}

void __xinim_mq_told(union sigval value)
{
	struct wait *w = value.sival_ptr;

	sem_post(&w->told);
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
	int before = errno;

	(void)signal;
	(void)context;
	if (info->si_code == SI_MESGQ)
		__xinim_mq_told(info->si_value);
	errno = before;
}

static void forget(void *wait)
{
	struct wait *w = wait;

	sem_destroy(&w->told);
	free(w);
}

/* Runs with all signals blocked, until the function changes that. */
static void *serve(void *wait)
{
	struct wait *w = wait;
	bool gone, taken;

	/* Told, but taken by another: that one's end comes, and not before is w free. */
	do {
		while (sem_wait(&w->told) != 0)
			continue;
		xinim_lock(&__xinim_mq_lock);
		gone = w->gone;
		taken = take(w);
		xinim_unlock(&__xinim_mq_lock);
	} while (!gone && !taken);
	/* Should the function end its thread, w goes too. */
	pthread_cleanup_push(forget, w);
	if (!gone)
		w->function(w->value);
	pthread_cleanup_pop(1);
	return NULL;
}

static int notify_thread(mqd_t queue, const struct sigevent *event)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO | SA_RESTART | SA_RESTORER };
	struct sigevent by_signal = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = HIDDEN_SIGNAL,
	};
	struct wait *w = calloc(1, sizeof(*w));
	bool taken;
	long result;

	if (w == NULL)
		return -1;
	w->queue = queue;
	w->function = event->sigev_notify_function;
	w->value = event->sigev_value;
	sem_init(&w->told, 0, 0);
	if (__xinim_sigev_thread(serve, w, event->sigev_notify_attributes) != 0) {
		forget(w);
		errno = EAGAIN;
		return -1;
	}
	action.sa_sigaction = on_signal;
	action.sa_restorer = __xinim_sigreturn;
	RAW(rt_sigaction, HIDDEN_SIGNAL, &action, NULL, sizeof(action.sa_mask));
	xinim_lock(&__xinim_mq_lock);
	w->next = waits;
	waits = w;
	xinim_unlock(&__xinim_mq_lock);
	by_signal.sigev_value.sival_ptr = w;
	result = RAW(mq_notify, queue, &by_signal);
	if (result < 0) {
		xinim_lock(&__xinim_mq_lock);
		taken = take(w);
		xinim_unlock(&__xinim_mq_lock);
		if (taken)
			end_wait(w);
	}
	return (int)__xinim_result(_REENT, result);
}

/* EBADF, EBUSY, EINVAL; for a thread EAGAIN and ENOMEM, too. */
int mq_notify(mqd_t queue, const struct sigevent *event)
{
	struct wait *w;

	if (event && event->sigev_notify == SIGEV_THREAD)
		return notify_thread(queue, event);
	if (CALL(mq_notify, queue, event) != 0)
		return -1;
	/* Not before: the system's signal names the wait. */
	if (event == NULL && (w = take_of(queue)) != NULL)
		end_wait(w);
	return 0;
}

/* EBADF, also for what is no queue. Here, since being told ends with it. */
int mq_close(mqd_t queue)
{
	struct mq_attr unused;
	struct wait *w;
	int result;

	if (mq_getattr(queue, &unused) != 0)
		return -1;
	w = take_of(queue); /* before another thread may have the number */
	result = close(queue);
	if (w)
		end_wait(w);
	return result;
}
