/*
 * newlib-port/include/spawn.h - a new process from a file, in one call.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SPAWN_H
#define _XINIM_SPAWN_H

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sched.h>
#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct __posix_spawnattr *posix_spawnattr_t;
typedef struct __posix_spawn_file_actions *posix_spawn_file_actions_t;

#define POSIX_SPAWN_RESETIDS      0x01
#define POSIX_SPAWN_SETPGROUP     0x02
#define POSIX_SPAWN_SETSIGDEF     0x04
#define POSIX_SPAWN_SETSIGMASK    0x08
#define POSIX_SPAWN_SETSCHEDPARAM 0x10
#define POSIX_SPAWN_SETSCHEDULER  0x20
#define POSIX_SPAWN_SETSID        0x80 /* POSIX.1-2024 */
#if __GNU_VISIBLE
#define POSIX_SPAWN_USEVFORK 0x40 /* always so */
#endif

int posix_spawn(pid_t *__restrict __pid, const char *__restrict __path,
	const posix_spawn_file_actions_t *__actions,
	const posix_spawnattr_t *__restrict __attr, char *const __argv[],
	char *const __envp[]);
int posix_spawnp(pid_t *__restrict __pid, const char *__restrict __file,
	const posix_spawn_file_actions_t *__actions,
	const posix_spawnattr_t *__restrict __attr, char *const __argv[],
	char *const __envp[]);

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *__actions);
int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *__actions);
int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *__restrict __actions,
	int __fd, const char *__restrict __path, int __flags, mode_t __mode);
int posix_spawn_file_actions_adddup2(
	posix_spawn_file_actions_t *__actions, int __from, int __to);
int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *__actions, int __fd);
/* POSIX.1-2024, and the names they had before. */
int posix_spawn_file_actions_addchdir(
	posix_spawn_file_actions_t *__restrict __actions, const char *__restrict __path);
int posix_spawn_file_actions_addfchdir(posix_spawn_file_actions_t *__actions, int __fd);
#if __GNU_VISIBLE
int posix_spawn_file_actions_addchdir_np(
	posix_spawn_file_actions_t *__restrict __actions, const char *__restrict __path);
int posix_spawn_file_actions_addfchdir_np(
	posix_spawn_file_actions_t *__actions, int __fd);
#endif

int posix_spawnattr_init(posix_spawnattr_t *__attr);
int posix_spawnattr_destroy(posix_spawnattr_t *__attr);
int posix_spawnattr_getflags(
	const posix_spawnattr_t *__restrict __attr, short *__restrict __flags);
int posix_spawnattr_getpgroup(
	const posix_spawnattr_t *__restrict __attr, pid_t *__restrict __group);
int posix_spawnattr_getschedparam(const posix_spawnattr_t *__restrict __attr,
	struct sched_param *__restrict __param);
int posix_spawnattr_getschedpolicy(
	const posix_spawnattr_t *__restrict __attr, int *__restrict __policy);
int posix_spawnattr_getsigdefault(
	const posix_spawnattr_t *__restrict __attr, sigset_t *__restrict __set);
int posix_spawnattr_getsigmask(
	const posix_spawnattr_t *__restrict __attr, sigset_t *__restrict __set);
int posix_spawnattr_setflags(posix_spawnattr_t *__attr, short __flags);
int posix_spawnattr_setpgroup(posix_spawnattr_t *__attr, pid_t __group);
int posix_spawnattr_setschedparam(posix_spawnattr_t *__restrict __attr,
	const struct sched_param *__restrict __param);
int posix_spawnattr_setschedpolicy(posix_spawnattr_t *__attr, int __policy);
int posix_spawnattr_setsigdefault(
	posix_spawnattr_t *__restrict __attr, const sigset_t *__restrict __set);
int posix_spawnattr_setsigmask(
	posix_spawnattr_t *__restrict __attr, const sigset_t *__restrict __set);

#ifdef __cplusplus
}
#endif

#endif
