/*
 * newlib-port/libgloss/xinim/thread/c11.c - the threads of ISO C11, made of those of POSIX.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <threads.h>

static int result(int error)
{
	switch (error) {
	case 0:
		return thrd_success;
	case EBUSY:
		return thrd_busy;
	case ETIMEDOUT:
		return thrd_timedout;
	case ENOMEM:
		return thrd_nomem;
	default:
		return thrd_error;
	}
}

void call_once(once_flag *flag, void (*routine)(void))
{
	pthread_once(flag, routine);
}

int cnd_broadcast(cnd_t *c)
{
	return result(pthread_cond_broadcast(c));
}

void cnd_destroy(cnd_t *c)
{
	pthread_cond_destroy(c);
}

int cnd_init(cnd_t *c)
{
	return result(pthread_cond_init(c, NULL));
}

int cnd_signal(cnd_t *c)
{
	return result(pthread_cond_signal(c));
}

int cnd_timedwait(
	cnd_t *restrict c, mtx_t *restrict m, const struct timespec *restrict until)
{
	return result(pthread_cond_timedwait(c, m, until));
}

int cnd_wait(cnd_t *c, mtx_t *m)
{
	return result(pthread_cond_wait(c, m));
}

void mtx_destroy(mtx_t *m)
{
	pthread_mutex_destroy(m);
}

int mtx_init(mtx_t *m, int type)
{
	pthread_mutexattr_t attr;

	if ((type & ~(mtx_plain | mtx_recursive | mtx_timed)) != 0)
		return thrd_error;
	pthread_mutexattr_init(&attr);
	if (type & mtx_recursive)
		pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	return result(pthread_mutex_init(m, &attr));
}

int mtx_lock(mtx_t *m)
{
	return result(pthread_mutex_lock(m));
}

int mtx_timedlock(mtx_t *restrict m, const struct timespec *restrict until)
{
	return result(pthread_mutex_timedlock(m, until));
}

int mtx_trylock(mtx_t *m)
{
	return result(pthread_mutex_trylock(m));
}

int mtx_unlock(mtx_t *m)
{
	return result(pthread_mutex_unlock(m));
}

struct beginning {
	thrd_start_t start;
	void *arg;
};

static void *begin(void *arg)
{
	struct beginning b = *(struct beginning *)arg;

	free(arg);
	return (void *)(intptr_t)b.start(b.arg);
}

int thrd_create(thrd_t *id, thrd_start_t start, void *arg)
{
	struct beginning *b = malloc(sizeof(*b));
	int error;

	if (b == NULL)
		return thrd_nomem;
	b->start = start;
	b->arg = arg;
	error = pthread_create(id, NULL, begin, b);
	if (error != 0)
		free(b);
	return error == EAGAIN ? thrd_nomem : result(error);
}

thrd_t thrd_current(void)
{
	return pthread_self();
}

int thrd_detach(thrd_t id)
{
	return result(pthread_detach(id));
}

int thrd_equal(thrd_t a, thrd_t b)
{
	return a == b;
}

void thrd_exit(int status)
{
	pthread_exit((void *)(intptr_t)status);
}

int thrd_join(thrd_t id, int *status)
{
	void *value;
	int error = pthread_join(id, &value);

	if (error == 0 && status != NULL)
		*status = (int)(intptr_t)value;
	return result(error);
}

/* -1: a signal came; less: another error. */
int thrd_sleep(const struct timespec *wanted, struct timespec *left)
{
	int error = clock_nanosleep(CLOCK_REALTIME, 0, wanted, left);

	return error == 0 ? 0 : error == EINTR ? -1 : -2;
}

void thrd_yield(void)
{
	sched_yield();
}

int tss_create(tss_t *key, tss_dtor_t destructor)
{
	return result(pthread_key_create(key, destructor));
}

void tss_delete(tss_t key)
{
	pthread_key_delete(key);
}

void *tss_get(tss_t key)
{
	return pthread_getspecific(key);
}

int tss_set(tss_t key, void *value)
{
	return result(pthread_setspecific(key, value));
}
