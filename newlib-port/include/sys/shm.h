/*
 * newlib-port/include/sys/shm.h - System V's shared memory, as Linux x86-64 has it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_SHM_H
#define _XINIM_SYS_SHM_H

#include <sys/cdefs.h>
#include <sys/ipc.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Segments are attached at multiples of this. */
#define SHMLBA 4096

/* shmat */
#define SHM_RDONLY 010000
#define SHM_RND    020000
#define SHM_REMAP  040000
#define SHM_EXEC   0100000

/* shmget, besides IPC_ and the mode */
#define SHM_R 0400
#define SHM_W 0200
#if __GNU_VISIBLE
#define SHM_HUGETLB   04000
#define SHM_NORESERVE 010000
#endif

/* shmctl, besides IPC_ */
#define SHM_LOCK   11
#define SHM_UNLOCK 12
#if __GNU_VISIBLE
#define SHM_STAT     13
#define SHM_INFO     14
#define SHM_STAT_ANY 15

/* In shm_perm.mode, as IPC_STAT tells it. */
#define SHM_DEST   01000
#define SHM_LOCKED 02000
#endif

typedef unsigned long shmatt_t;

struct shmid_ds {
	struct ipc_perm shm_perm;
	size_t shm_segsz;
	time_t shm_atime;
	time_t shm_dtime;
	time_t shm_ctime;
	pid_t shm_cpid;
	pid_t shm_lpid;
	shmatt_t shm_nattch;
	unsigned long __reserved[2];
};

#if __GNU_VISIBLE
/* IPC_INFO */
struct shminfo {
	unsigned long shmmax;
	unsigned long shmmin;
	unsigned long shmmni;
	unsigned long shmseg;
	unsigned long shmall;
	unsigned long __reserved[4];
};

/* SHM_INFO */
struct shm_info {
	int used_ids;
	unsigned long shm_tot;
	unsigned long shm_rss;
	unsigned long shm_swp;
	unsigned long swap_attempts;
	unsigned long swap_successes;
};
#endif

void *shmat(int __id, const void *__address, int __flags);
int shmctl(int __id, int __command, struct shmid_ds *__buf);
int shmdt(const void *__address);
int shmget(key_t __key, size_t __size, int __flags);

#ifdef __cplusplus
}
#endif

#endif
