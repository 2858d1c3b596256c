/*
 * newlib-port/include/machine/_threads.h - the types of <threads.h>: those of POSIX.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MACHINE__THREADS_H
#define _XINIM_MACHINE__THREADS_H

#include <sys/cdefs.h>
#include <sys/types.h>

typedef pthread_once_t once_flag;
typedef pthread_cond_t cnd_t;
typedef pthread_mutex_t mtx_t;
typedef pthread_t thrd_t;
typedef pthread_key_t tss_t;

#define ONCE_FLAG_INIT      0
#define TSS_DTOR_ITERATIONS 4

#endif
