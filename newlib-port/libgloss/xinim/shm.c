/*
 * newlib-port/libgloss/xinim/shm.c - System V's shared memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/shm.h>

_Static_assert(sizeof(struct shmid_ds) == 112, "Linux struct shmid64_ds");
_Static_assert(sizeof(struct shminfo) == 72, "Linux struct shminfo64");
_Static_assert(sizeof(struct shm_info) == 48, "Linux struct shm_info");

int shmget(key_t key, size_t size, int flags)
{
	return (int)CALL(shmget, key, size, flags);
}

void *shmat(int id, const void *address, int flags)
{
	return (void *)CALL(shmat, id, address, flags);
}

int shmdt(const void *address)
{
	return (int)CALL(shmdt, address);
}

int shmctl(int id, int command, struct shmid_ds *buf)
{
	return (int)CALL(shmctl, id, command, buf);
}
