/*
 * newlib-port/include/setjmp.h - back to a place in a function that has not returned.
 *
 * The buffer is RBX, RBP, R12 to R15, RSP and RIP (libgloss/xinim/setjmp.S); that of
 * sigsetjmp has behind it whether it has a mask of signals, and the mask.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SETJMP_H
#define _XINIM_SETJMP_H

#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef long long jmp_buf[8];

int setjmp(jmp_buf __env) __attribute__((__returns_twice__));
void longjmp(jmp_buf __env, int __value) __attribute__((__noreturn__));

#if __BSD_VISIBLE || __XSI_VISIBLE
int _setjmp(jmp_buf __env) __attribute__((__returns_twice__));
void _longjmp(jmp_buf __env, int __value) __attribute__((__noreturn__));
#endif

#if __POSIX_VISIBLE
typedef long long sigjmp_buf[10];

int sigsetjmp(sigjmp_buf __env, int __save_mask) __attribute__((__returns_twice__));
void siglongjmp(sigjmp_buf __env, int __value) __attribute__((__noreturn__));
#endif

#ifdef __cplusplus
}
#endif

#endif
