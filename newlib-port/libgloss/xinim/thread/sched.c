/*
 * newlib-port/libgloss/xinim/thread/sched.c - how, and where, a thread is run; its clock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "attr.h"
#include "ceiling.h"
#include "thread.h"

/* ESRCH: it has ended. */
static int tid_of(pthread_t id, int *tid)
{
	struct thread *t = (struct thread *)id;

	*tid = t == thread_self() ? __xinim_tid()
				  : __atomic_load_n(&t->tid, __ATOMIC_RELAXED);
	return *tid == 0 ? ESRCH : 0;
}

int pthread_getschedparam(
	pthread_t id, int *restrict policy, struct sched_param *restrict param)
{
	int tid, error = tid_of(id, &tid);
	long r;

	if (error != 0)
		return error;
	/* POSIX: without what a mutex's ceiling makes of it. */
	if (__xinim_ceiling_base((struct thread *)id, policy, &param->sched_priority))
		return 0;
	r = RAW(sched_getscheduler, tid);
	if (r < 0)
		return (int)-r;
	*policy = (int)r;
	return (int)-RAW(sched_getparam, tid, param);
}

int pthread_setschedparam(pthread_t id, int policy, const struct sched_param *param)
{
	int tid, error = tid_of(id, &tid);

	if (error == 0 && id == (pthread_t)thread_self())
		return __xinim_ceiling_set_base(policy, param->sched_priority);
	return error != 0 ? error : (int)-RAW(sched_setscheduler, tid, policy, param);
}

int pthread_setschedprio(pthread_t id, int priority)
{
	struct sched_param param = { .sched_priority = priority };
	int tid, error = tid_of(id, &tid);

	return error != 0 ? error : (int)-RAW(sched_setparam, tid, &param);
}

int pthread_getaffinity_np(pthread_t id, size_t size, cpu_set_t *set)
{
	int tid, error = tid_of(id, &tid);
	long r;

	if (error != 0)
		return error;
	r = RAW(sched_getaffinity, tid, size, set);
	if (r < 0)
		return (int)-r;
	memset((char *)set + r, 0, size - (size_t)r);
	return 0;
}

int pthread_setaffinity_np(pthread_t id, size_t size, const cpu_set_t *set)
{
	int tid, error = tid_of(id, &tid);

	return error != 0 ? error : (int)-RAW(sched_setaffinity, tid, size, set);
}

/* As Linux numbers the clock of a thread's processor time. */
int pthread_getcpuclockid(pthread_t id, clockid_t *clock)
{
	int tid, error = tid_of(id, &tid);

	if (error == 0)
		*clock = (clockid_t)((~(unsigned int)tid) << 3 | 6);
	return error;
}

/* Threads and processors are not multiplexed: the number is kept, that is all. */
static int concurrency;

int pthread_getconcurrency(void)
{
	return concurrency;
}

int pthread_setconcurrency(int level)
{
	if (level < 0)
		return EINVAL;
	concurrency = level;
	return 0;
}

int pthread_yield(void)
{
	RAW(sched_yield);
	return 0;
}

/* Of the first thread: from the strings of its start down to its limit. */
static void first_stack(pthread_attr_t *attr)
{
	struct rlimit limit = { .rlim_cur = RLIM_INFINITY };
	uintptr_t end = ((uintptr_t)__xinim_auxv + 4095) & -4096UL;

	RAW(getrlimit, RLIMIT_STACK, &limit);
	if (limit.rlim_cur > 8UL << 20)
		limit.rlim_cur = 8UL << 20;
	attr->__stack = (void *)end;
	attr->__size = limit.rlim_cur & -4096UL;
	attr->__guard = 0;
}

/* What a running thread has; pthread_attr_destroy it afterwards. */
int pthread_getattr_np(pthread_t id, pthread_attr_t *attr)
{
	struct thread *t = (struct thread *)id;

	pthread_attr_init(attr);
	if (t->state == THREAD_DETACHED)
		attr->__flags |= ATTR_DETACHED;
	if (t->stack == NULL) {
		first_stack(attr);
		return 0;
	}
	attr->__stack = t->stack + t->stack_size;
	attr->__size = t->stack_size;
	attr->__guard = t->guard;
	return 0;
}
