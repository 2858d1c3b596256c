/*
 * newlib-port/include/fenv.h - the floating-point environment; <sys/fenv.h> has the types.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_FENV_H
#define _XINIM_FENV_H

#include <sys/cdefs.h>
#include <sys/fenv.h>

#ifdef __cplusplus
extern "C" {
#endif

int feclearexcept(int __exceptions);
int fegetexceptflag(fexcept_t *__flags, int __exceptions);
int feraiseexcept(int __exceptions);
int fesetexceptflag(const fexcept_t *__flags, int __exceptions);
int fetestexcept(int __exceptions);

int fegetround(void);
int fesetround(int __mode);

int fegetenv(fenv_t *__environment);
int feholdexcept(fenv_t *__environment);
int fesetenv(const fenv_t *__environment);
int feupdateenv(const fenv_t *__environment);

#if __GNU_VISIBLE
/* Exceptions that are to be SIGFPE: these as well, these no longer. They return the ones
 * that were so before, -1 for what is no exception. */
int feenableexcept(int __exceptions);
int fedisableexcept(int __exceptions);
int fegetexcept(void);
#endif

#ifdef __cplusplus
}
#endif

#endif
