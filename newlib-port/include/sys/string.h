/*
 * newlib-port/include/sys/string.h - what <string.h> has besides newlib's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_STRING_H
#define _XINIM_SYS_STRING_H

#include <sys/cdefs.h>

#if __GNU_VISIBLE
#ifdef __cplusplus
extern "C" {
#endif

/* Names and words of errors and signals; NULL: no such number. "ENOENT", "INT", "Interrupt",
 * "No such file or directory". */
const char *sigabbrev_np(int __sig);
const char *sigdescr_np(int __sig);
const char *strerrordesc_np(int __error);
const char *strerrorname_np(int __error);

#ifdef __cplusplus
}
#endif
#endif

#endif
