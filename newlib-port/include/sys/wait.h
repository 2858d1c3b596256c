/*
 * newlib-port/include/sys/wait.h - how children end, in Linux's encoding.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_WAIT_H
#define _XINIM_SYS_WAIT_H

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/resource.h>
#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WNOHANG    0x00000001
#define WUNTRACED  0x00000002
#define WSTOPPED   WUNTRACED
#define WEXITED    0x00000004
#define WCONTINUED 0x00000008
#define WNOWAIT    0x01000000

/* Low 7 bits the signal, 0x7f for "stopped"; 0x80 a core; then the value. */
#define WEXITSTATUS(s)  (((s) >> 8) & 0xff)
#define WTERMSIG(s)     ((s)&0x7f)
#define WSTOPSIG(s)     WEXITSTATUS(s)
#define WIFEXITED(s)    (WTERMSIG(s) == 0)
#define WIFSIGNALED(s)  ((unsigned int)WTERMSIG(s) - 1U < 0x7eU)
#define WIFSTOPPED(s)   (((s)&0xff) == 0x7f)
#define WIFCONTINUED(s) ((s) == 0xffff)
#if __MISC_VISIBLE || __GNU_VISIBLE
#define WCOREDUMP(s)           ((s)&0x80)
#define W_EXITCODE(value, sig) ((value) << 8 | (sig))
#define W_STOPCODE(sig)        ((sig) << 8 | 0x7f)
#endif

typedef enum { P_ALL, P_PID, P_PGID, P_PIDFD } idtype_t;

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
