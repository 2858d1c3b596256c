/*
 * newlib-port/include/ulimit.h - one limit of a process; <sys/resource.h> has them all.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_ULIMIT_H
#define _XINIM_ULIMIT_H

#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UL_GETFSIZE 1 /* in units of 512 bytes */
#define UL_SETFSIZE 2

long ulimit(int __command, ...);

#ifdef __cplusplus
}
#endif

#endif
