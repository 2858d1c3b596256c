/*
 * newlib-port/include/sys/_wait.h - the encoding of an exit status, Linux's; of <sys/wait.h>
 * and <stdlib.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS__WAIT_H
#define _XINIM_SYS__WAIT_H

#define WNOHANG    0x00000001
#define WUNTRACED  0x00000002
#define WSTOPPED   WUNTRACED
#define WEXITED    0x00000004
#define WCONTINUED 0x00000008
#define WNOWAIT    0x01000000

/* Linux's: children that clone() made. */
#define __WNOTHREAD 0x20000000
#define __WALL      0x40000000
#define __WCLONE    0x80000000

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

#endif
