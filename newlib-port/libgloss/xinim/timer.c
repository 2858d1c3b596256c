/*
 * newlib-port/libgloss/xinim/timer.c - timers of POSIX.
 *
 * The kernel's interface numbers a process's timers by an int, and knows no
 * SIGEV_THREAD. Such a timer has a thread of its own here, which waits for the
 * timer's signal and calls the function; its timer_t is where its record is, with
 * the top bit set, which no number has.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "sigev_thread.h"

#define TIMER_SIGNAL HIDDEN_SIGNAL
#define OF_THREAD    (1UL << 63)

struct thread_timer {
	int number; /* the kernel's */
	int tid;
	bool gone; /* timer_delete was called, or there never was one */
	sem_t ready, go;
	void (*function)(union sigval);
	union sigval value;
};

static struct thread_timer *thread_timer_of(timer_t id)
{
	return id & OF_THREAD ? (struct thread_timer *)(uintptr_t)(id & ~OF_THREAD)
			      : NULL;
}

static long number_of(timer_t id)
{
	return id & OF_THREAD ? thread_timer_of(id)->number : (long)id;
}

/* --- a timer with a thread ---------------------------------------------------------- */

static bool gone(struct thread_timer *t)
{
	return __atomic_load_n(&t->gone, __ATOMIC_ACQUIRE);
}

static void forget(void *timer)
{
	struct thread_timer *t = timer;

	RAW(timer_delete, t->number);
	sem_destroy(&t->ready);
	sem_destroy(&t->go);
	free(t);
}

/* Runs with all signals blocked, its own too, until the function changes that. */
static void *serve(void *timer)
{
	const uint64_t own = 1UL << (TIMER_SIGNAL - 1);
	struct thread_timer *t = timer;

	t->tid = (int)RAW(gettid);
	sem_post(&t->ready);
	while (sem_wait(&t->go) != 0)
		continue;
	/* Should the function end its thread, the timer goes too. */
	pthread_cleanup_push(forget, t);
	while (!gone(t)) {
		siginfo_t info;

		if (RAW(rt_sigtimedwait, &own, &info, NULL, sizeof(own)) != TIMER_SIGNAL)
			continue;
		if (info.si_code == SI_MESGQ) /* sent to the process */
			__xinim_mq_told(info.si_value);
		else if (info.si_code == SI_TIMER && !gone(t))
			t->function(t->value);
	}
	pthread_cleanup_pop(1);
	return NULL;
}

static int create_with_thread(clockid_t clock, const struct sigevent *event, timer_t *id)
{
	struct sigevent to_thread = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = TIMER_SIGNAL,
	};
	struct thread_timer *t = calloc(1, sizeof(*t));
	long result;
	int error;

	if (t == NULL) {
		errno = EAGAIN;
		return -1;
	}
	t->number = -1;
	t->function = event->sigev_notify_function;
	t->value = event->sigev_value;
	sem_init(&t->ready, 0, 0);
	sem_init(&t->go, 0, 0);
	error = __xinim_sigev_thread(serve, t, event->sigev_notify_attributes);
	if (error) {
		forget(t);
		errno = EAGAIN;
		return -1;
	}
	while (sem_wait(&t->ready) != 0)
		continue;
	to_thread.sigev_value = t->value;
	to_thread.sigev_notify_thread_id = t->tid;
	result = RAW(timer_create, clock, &to_thread, &t->number);
	if (result < 0)
		t->gone = true;
	else
		*id = (timer_t)(uintptr_t)t | OF_THREAD;
	sem_post(&t->go); /* t may be gone from here on */
	return (int)__xinim_result(_REENT, result);
}

/* --- all timers ----------------------------------------------------------------------- */

int timer_create(clockid_t clock, struct sigevent *restrict event, timer_t *restrict id)
{
	int number;

	if (event != NULL && event->sigev_notify == SIGEV_THREAD)
		return create_with_thread(clock, event, id);
	if (CALL(timer_create, clock, event, &number) != 0)
		return -1;
	*id = (timer_t)number;
	return 0;
}

int timer_delete(timer_t id)
{
	struct thread_timer *t = thread_timer_of(id);

	if (t == NULL)
		return CALL(timer_delete, id);
	/* Its thread does it, after the function if that runs now. */
	__atomic_store_n(&t->gone, true, __ATOMIC_RELEASE);
	return CALL(tgkill, getpid(), t->tid, TIMER_SIGNAL);
}

int timer_getoverrun(timer_t id)
{
	return CALL(timer_getoverrun, number_of(id));
}

int timer_gettime(timer_t id, struct itimerspec *value)
{
	return CALL(timer_gettime, number_of(id), value);
}

int timer_settime(timer_t id, int flags, const struct itimerspec *restrict value,
	struct itimerspec *restrict old)
{
	return CALL(timer_settime, number_of(id), flags, value, old);
}
