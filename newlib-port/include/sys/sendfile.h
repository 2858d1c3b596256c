/*
 * newlib-port/include/sys/sendfile.h - copying between descriptors.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_SENDFILE_H
#define _XINIM_SYS_SENDFILE_H

#include <sys/cdefs.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

ssize_t sendfile(int __to, int __from, off_t *__offset, size_t __count);

#ifdef __cplusplus
}
#endif

#endif
