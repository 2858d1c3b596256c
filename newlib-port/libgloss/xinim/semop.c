/*
 * newlib-port/libgloss/xinim/semop.c - System V's semaphores.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdarg.h>
#include <sys/sem.h>

_Static_assert(sizeof(struct semid_ds) == 104, "Linux struct semid64_ds");

int semget(key_t key, int count, int flags)
{
	return (int)CALL(semget, key, count, flags);
}

int semop(int id, struct sembuf *operations, size_t count)
{
	return (int)CALL(semop, id, operations, count);
}

int semtimedop(
	int id, struct sembuf *operations, size_t count, const struct timespec *timeout)
{
	return (int)CALL(semtimedop, id, operations, count, timeout);
}

int semctl(int id, int number, int command, ...)
{
	unsigned long argument;
	va_list list;

	/* A union semun is one word, an int in its low half. */
	va_start(list, command);
	argument = va_arg(list, unsigned long);
	va_end(list);
	return (int)CALL(semctl, id, number, command, argument);
}
