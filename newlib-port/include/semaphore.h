/*
 * newlib-port/include/semaphore.h - semaphores.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _SEMAPHORE_H
#define _SEMAPHORE_H

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/_timespec.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	unsigned long __value; /* below; above, who waits */
	int __shared;
	int __room[5];
} sem_t;

#define SEM_FAILED ((sem_t *)0)
#ifndef SEM_VALUE_MAX
#define SEM_VALUE_MAX 2147483647 /* <limits.h> */
#endif

int sem_init(sem_t *__sem, int __shared, unsigned int __value);
int sem_destroy(sem_t *__sem);
int sem_wait(sem_t *__sem);
int sem_trywait(sem_t *__sem);
int sem_timedwait(sem_t *__restrict __sem, const struct timespec *__restrict __until);
int sem_post(sem_t *__sem);
int sem_getvalue(sem_t *__restrict __sem, int *__restrict __value);

/* Over files in /dev/shm: their errors are open()'s and mmap()'s. */
sem_t *sem_open(const char *__name, int __flags, ...);
int sem_close(sem_t *__sem);
int sem_unlink(const char *__name);

#if __GNU_VISIBLE
int sem_clockwait(sem_t *__restrict __sem, clockid_t __clock,
	const struct timespec *__restrict __until);
#endif

#ifdef __cplusplus
}
#endif

#endif
