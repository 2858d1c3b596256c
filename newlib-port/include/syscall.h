/*
 * newlib-port/include/syscall.h - another name for <sys/syscall.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYSCALL_H
#define _XINIM_SYSCALL_H

#include <sys/syscall.h>

#endif
