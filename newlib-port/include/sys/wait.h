/*
 * newlib-port/include/sys/wait.h - how children end, in Linux's encoding.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_WAIT_H
#define _XINIM_SYS_WAIT_H

#include <sys/_wait.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/resource.h>
#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { P_ALL, P_PID, P_PGID, __P_PIDFD } idtype_t;
#if __MISC_VISIBLE
#define P_PIDFD __P_PIDFD
#endif

pid_t wait(int *__status);
pid_t waitpid(pid_t __pid, int *__status, int __options);
#if __POSIX_VISIBLE >= 200809 || __XSI_VISIBLE >= 4
int waitid(idtype_t __type, id_t __id, siginfo_t *__info, int __options);
#endif
#if __MISC_VISIBLE || __GNU_VISIBLE
pid_t wait3(int *__status, int __options, struct rusage *__usage);
pid_t wait4(pid_t __pid, int *__status, int __options, struct rusage *__usage);
#endif

#ifdef _COMPILING_NEWLIB
pid_t _wait(int *);
#endif

#ifdef __cplusplus
}
#endif

#endif
