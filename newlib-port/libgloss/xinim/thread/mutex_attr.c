/*
 * newlib-port/libgloss/xinim/thread/mutex_attr.c - making mutexes, and what they are to be.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>
#include <string.h>

#include "attr.h"

#define DESTROYED 0xffffffffu

int pthread_mutex_init(
	pthread_mutex_t *restrict m, const pthread_mutexattr_t *restrict attr)
{
	unsigned int kind = attr != NULL ? attr->__kind : PTHREAD_MUTEX_DEFAULT;

	int ceiling = (int)(kind >> MUTEX_CEILING_SHIFT);

	kind &= (1u << MUTEX_CEILING_SHIFT) - 1;
	if ((kind & ~MUTEX_KINDS) != 0)
		return EINVAL;
	memset(m, 0, sizeof(*m));
	m->__kind = kind;
	if (kind & MUTEX_PROTECT)
		m->__spare[0] = ceiling ? ceiling : CEILING_MIN;
	return 0;
}

/* EBUSY: it is locked. EINVAL: it is none any more. */
int pthread_mutex_destroy(pthread_mutex_t *m)
{
	if ((m->__kind & ~MUTEX_KINDS) != 0)
		return EINVAL;
	if ((__atomic_load_n(&m->__lock, __ATOMIC_RELAXED) & 0x3fffffff) != 0)
		return EBUSY;
	m->__kind = DESTROYED;
	return 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t *attr)
{
	attr->__kind = PTHREAD_MUTEX_DEFAULT;
	return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attr)
{
	attr->__kind = DESTROYED;
	return 0;
}

static int set(pthread_mutexattr_t *attr, unsigned int bit, int value)
{
	if (value != 0 && value != 1)
		return EINVAL;
	attr->__kind = (attr->__kind & ~bit) | (value ? bit : 0);
	return 0;
}

int pthread_mutexattr_getpshared(
	const pthread_mutexattr_t *restrict attr, int *restrict shared)
{
	*shared = attr->__kind & MUTEX_SHARED ? PTHREAD_PROCESS_SHARED
					      : PTHREAD_PROCESS_PRIVATE;
	return 0;
}

int pthread_mutexattr_setpshared(pthread_mutexattr_t *attr, int shared)
{
	return set(attr, MUTEX_SHARED, shared);
}

int pthread_mutexattr_getrobust(
	const pthread_mutexattr_t *restrict attr, int *restrict robust)
{
	*robust = attr->__kind & MUTEX_ROBUST ? PTHREAD_MUTEX_ROBUST
					      : PTHREAD_MUTEX_STALLED;
	return 0;
}

int pthread_mutexattr_setrobust(pthread_mutexattr_t *attr, int robust)
{
	return set(attr, MUTEX_ROBUST, robust);
}

int pthread_mutexattr_gettype(
	const pthread_mutexattr_t *restrict attr, int *restrict type)
{
	*type = (int)(attr->__kind & MUTEX_TYPE);
	return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int type)
{
	if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK)
		return EINVAL;
	attr->__kind = (attr->__kind & ~MUTEX_TYPE) | (unsigned int)type;
	return 0;
}

int pthread_mutexattr_getprotocol(
	const pthread_mutexattr_t *restrict attr, int *restrict protocol)
{
	*protocol = attr->__kind & MUTEX_INHERIT ? PTHREAD_PRIO_INHERIT
		: attr->__kind & MUTEX_PROTECT   ? PTHREAD_PRIO_PROTECT
						 : PTHREAD_PRIO_NONE;
	return 0;
}

int pthread_mutexattr_setprotocol(pthread_mutexattr_t *attr, int protocol)
{
	if (protocol != PTHREAD_PRIO_NONE && protocol != PTHREAD_PRIO_INHERIT &&
		protocol != PTHREAD_PRIO_PROTECT)
		return EINVAL;
	set(attr, MUTEX_INHERIT, protocol == PTHREAD_PRIO_INHERIT);
	return set(attr, MUTEX_PROTECT, protocol == PTHREAD_PRIO_PROTECT);
}

int pthread_mutexattr_getprioceiling(
	const pthread_mutexattr_t *restrict attr, int *restrict ceiling)
{
	*ceiling = (int)(attr->__kind >> MUTEX_CEILING_SHIFT);
	if (*ceiling == 0)
		*ceiling = CEILING_MIN;
	return 0;
}

int pthread_mutexattr_setprioceiling(pthread_mutexattr_t *attr, int ceiling)
{
	if (ceiling < CEILING_MIN || ceiling > CEILING_MAX)
		return EINVAL;
	attr->__kind &= (1u << MUTEX_CEILING_SHIFT) - 1;
	attr->__kind |= (unsigned int)ceiling << MUTEX_CEILING_SHIFT;
	return 0;
}

int pthread_mutex_getprioceiling(const pthread_mutex_t *restrict m, int *restrict ceiling)
{
	if ((m->__kind & ~MUTEX_KINDS) != 0 || !(m->__kind & MUTEX_PROTECT))
		return EINVAL;
	*ceiling = __atomic_load_n(&m->__spare[0], __ATOMIC_RELAXED);
	return 0;
}
