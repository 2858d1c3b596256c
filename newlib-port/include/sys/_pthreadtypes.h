/*
 * newlib-port/include/sys/_pthreadtypes.h - what <sys/types.h> has to say of threads.
 *
 * Sizes are those of Linux x86-64; what is inside is the thread library's
 * business only, but that an object of zeros is a mutex, a condition variable
 * and a lock for readers and writers, all with default attributes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _SYS__PTHREADTYPES_H_
#define _SYS__PTHREADTYPES_H_

#include <sys/sched.h>

typedef unsigned long pthread_t;
typedef unsigned int pthread_key_t;
typedef int pthread_once_t;
typedef volatile int pthread_spinlock_t;

typedef struct {
	struct sched_param __param;
	int __policy;
	int __flags;
	int __set; /* that it was initialised */
	__SIZE_TYPE__ __guard;
	void *__stack; /* its end, NULL: the library's */
	__SIZE_TYPE__ __size;
	void *__cpus;
	__SIZE_TYPE__ __cpus_size;
} pthread_attr_t;

typedef struct {
	unsigned int __kind;
} pthread_mutexattr_t;

typedef struct {
	int __lock;
	unsigned int __count;
	int __spare[2]; /* the first: its ceiling */
	unsigned int __kind;
	int __state;
	void *__list[2]; /* of robust ones: before, next */
} pthread_mutex_t;

typedef struct {
	unsigned int __flags;
} pthread_condattr_t;

typedef struct {
	unsigned int __turn;
	unsigned int __waited;
	unsigned int __flags;
	unsigned int __pad;
	void *__mutex;
	unsigned long __room[3];
} pthread_cond_t;

typedef struct {
	int __kind;
	int __shared;
} pthread_rwlockattr_t;

typedef struct {
	unsigned int __state;
	unsigned int __writers; /* that wait */
	int __owner;
	int __shared;
	int __kind;
	int __dead;
	unsigned long __room[4];
} pthread_rwlock_t;

typedef struct {
	int __shared;
} pthread_barrierattr_t;

typedef struct {
	unsigned long __round; /* and who has come */
	unsigned int __inside;
	unsigned int __count;
	int __shared;
	int __pad;
	unsigned long __room;
} pthread_barrier_t;

#endif
