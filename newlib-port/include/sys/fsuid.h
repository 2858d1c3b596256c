/*
 * newlib-port/include/sys/fsuid.h - the user and group that files are reached as.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_FSUID_H
#define _XINIM_SYS_FSUID_H

#include <sys/cdefs.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Both answer the number before, whether they changed it or not. */
int setfsgid(gid_t __gid);
int setfsuid(uid_t __uid);

#ifdef __cplusplus
}
#endif

#endif
