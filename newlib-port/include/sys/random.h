/*
 * newlib-port/include/sys/random.h - randomness from the system.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_RANDOM_H
#define _XINIM_SYS_RANDOM_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GRND_NONBLOCK 1
#define GRND_RANDOM   2
#define GRND_INSECURE 4

ssize_t getrandom(void *__buf, size_t __len, unsigned int __flags);
int getentropy(void *__buf, size_t __len);

#ifdef __cplusplus
}
#endif

#endif
