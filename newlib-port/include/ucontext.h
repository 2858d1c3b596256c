/*
 * newlib-port/include/ucontext.h - several stacks in one thread: POSIX.1-2004.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_UCONTEXT_H
#define _XINIM_UCONTEXT_H

#include <sys/cdefs.h>
#include <sys/ucontext.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A call comes back as often as the context is entered again; compilers know getcontext. */
int getcontext(ucontext_t *__context);
int setcontext(const ucontext_t *__context);
int swapcontext(ucontext_t *__restrict __save, const ucontext_t *__restrict __enter);
void makecontext(ucontext_t *__context, void (*__start)(void), int __count, ...);

#ifdef __cplusplus
}
#endif

#endif
