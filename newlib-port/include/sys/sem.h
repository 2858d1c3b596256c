/*
 * newlib-port/include/sys/sem.h - System V's semaphores, as Linux x86-64 has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_SEM_H
#define _XINIM_SYS_SEM_H

#include <sys/cdefs.h>
#include <sys/ipc.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SEM_UNDO 0x1000

/* semctl, besides IPC_ */
#define GETPID  11
#define GETVAL  12
#define GETALL  13
#define GETNCNT 14
#define GETZCNT 15
#define SETVAL  16
#define SETALL  17
#if __GNU_VISIBLE
#define SEM_STAT     18
#define SEM_INFO     19
#define SEM_STAT_ANY 20
#endif

struct semid_ds {
	struct ipc_perm sem_perm;
	time_t sem_otime;
	unsigned long __reserved1;
	time_t sem_ctime;
	unsigned long __reserved2;
	unsigned long sem_nsems;
	unsigned long __reserved[2];
};

struct sembuf {
	unsigned short sem_num;
	short sem_op;
	short sem_flg;
};

#if __GNU_VISIBLE
/* IPC_INFO, SEM_INFO */
struct seminfo {
	int semmap;
	int semmni;
	int semmns;
	int semmnu;
	int semmsl;
	int semopm;
	int semume;
	int semusz;
	int semvmx;
	int semaem;
};
#endif

/* The fourth argument is a union semun, which the program declares. */
int semctl(int __id, int __number, int __command, ...);
int semget(key_t __key, int __count, int __flags);
int semop(int __id, struct sembuf *__operations, size_t __count);
#if __GNU_VISIBLE
int semtimedop(int __id, struct sembuf *__operations, size_t __count,
	const struct timespec *__timeout);
#endif

#ifdef __cplusplus
}
#endif

#endif
