/*
 * newlib-port/include/sys/klog.h - the kernel's log.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_KLOG_H
#define _XINIM_SYS_KLOG_H

#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

int klogctl(int __type, char *__buf, int __length);

#ifdef __cplusplus
}
#endif

#endif
