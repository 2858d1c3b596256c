/*
 * newlib-port/libgloss/xinim/thread/attr.c - what a thread is to be made with.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"

int pthread_attr_init(pthread_attr_t *attr)
{
	*attr = (pthread_attr_t)DEFAULT_ATTR;
	return 0;
}

int pthread_attr_destroy(pthread_attr_t *attr)
{
	if (attr->__set != ATTR_SET)
		return EINVAL;
	free(attr->__cpus);
	memset(attr, 0, sizeof(*attr));
	return 0;
}

static int set_flag(pthread_attr_t *attr, int flag, int value, int off, int on)
{
	if (value != off && value != on)
		return EINVAL;
	attr->__flags = (attr->__flags & ~flag) | (value == on ? flag : 0);
	return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state)
{
	*state = attr->__flags & ATTR_DETACHED ? PTHREAD_CREATE_DETACHED
					       : PTHREAD_CREATE_JOINABLE;
	return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attr, int state)
{
	return set_flag(attr, ATTR_DETACHED, state, PTHREAD_CREATE_JOINABLE,
		PTHREAD_CREATE_DETACHED);
}

int pthread_attr_getinheritsched(
	const pthread_attr_t *restrict attr, int *restrict inherit)
{
	*inherit = attr->__flags & ATTR_EXPLICIT ? PTHREAD_EXPLICIT_SCHED
						 : PTHREAD_INHERIT_SCHED;
	return 0;
}

int pthread_attr_setinheritsched(pthread_attr_t *attr, int inherit)
{
	return set_flag(attr, ATTR_EXPLICIT, inherit, PTHREAD_INHERIT_SCHED,
		PTHREAD_EXPLICIT_SCHED);
}

int pthread_attr_getguardsize(const pthread_attr_t *restrict attr, size_t *restrict size)
{
	*size = attr->__guard;
	return 0;
}

int pthread_attr_setguardsize(pthread_attr_t *attr, size_t size)
{
	attr->__guard = size;
	return 0;
}

int pthread_attr_getschedparam(
	const pthread_attr_t *restrict attr, struct sched_param *restrict param)
{
	*param = attr->__param;
	return 0;
}

/* EINVAL: no priority of the policy that is set. */
int pthread_attr_setschedparam(
	pthread_attr_t *restrict attr, const struct sched_param *restrict param)
{
	int low = attr->__policy == SCHED_FIFO || attr->__policy == SCHED_RR ? 1 : 0;
	int high = low ? 99 : 0;

	if (param->sched_priority < low || param->sched_priority > high)
		return EINVAL;
	attr->__param = *param;
	return 0;
}

int pthread_attr_getschedpolicy(const pthread_attr_t *restrict attr, int *restrict policy)
{
	*policy = attr->__policy;
	return 0;
}

int pthread_attr_setschedpolicy(pthread_attr_t *attr, int policy)
{
	if (policy != SCHED_OTHER && policy != SCHED_FIFO && policy != SCHED_RR)
		return EINVAL;
	attr->__policy = policy;
	return 0;
}

int pthread_attr_getscope(const pthread_attr_t *restrict attr, int *restrict scope)
{
	(void)attr;
	*scope = PTHREAD_SCOPE_SYSTEM;
	return 0;
}

/* All threads compete with all of the system. */
int pthread_attr_setscope(pthread_attr_t *attr, int scope)
{
	(void)attr;
	if (scope == PTHREAD_SCOPE_SYSTEM)
		return 0;
	return scope == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL;
}

int pthread_attr_getstack(
	const pthread_attr_t *restrict attr, void **restrict stack, size_t *restrict size)
{
	*stack = attr->__stack != NULL ? (char *)attr->__stack - attr->__size : NULL;
	*size = attr->__size;
	return 0;
}

int pthread_attr_setstack(pthread_attr_t *attr, void *stack, size_t size)
{
	if (size < PTHREAD_STACK_MIN || ((uintptr_t)stack + size) % 16 != 0 ||
		(uintptr_t)stack + size < size || stack == NULL)
		return EINVAL;
	attr->__stack = (char *)stack + size;
	attr->__size = size;
	return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *restrict attr, size_t *restrict size)
{
	*size = attr->__size;
	return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attr, size_t size)
{
	if (size < PTHREAD_STACK_MIN)
		return EINVAL;
	attr->__size = size;
	return 0;
}

/* EINVAL: the set has a processor beyond size bytes. */
int pthread_attr_getaffinity_np(const pthread_attr_t *attr, size_t size, cpu_set_t *set)
{
	const char *have = attr->__cpus;
	size_t n = attr->__cpus_size;

	if (have == NULL) {
		memset(set, 0xff, size);
		return 0;
	}
	for (size_t i = size; i < n; i++)
		if (have[i] != 0)
			return EINVAL;
	memset(set, 0, size);
	memcpy(set, have, n < size ? n : size);
	return 0;
}

/* NULL or 0 bytes: those of the creator again. */
int pthread_attr_setaffinity_np(pthread_attr_t *attr, size_t size, const cpu_set_t *set)
{
	void *copy = NULL;

	if (set != NULL && size != 0) {
		copy = malloc(size);
		if (copy == NULL)
			return ENOMEM;
		memcpy(copy, set, size);
	}
	free(attr->__cpus);
	attr->__cpus = copy;
	attr->__cpus_size = copy != NULL ? size : 0;
	return 0;
}
