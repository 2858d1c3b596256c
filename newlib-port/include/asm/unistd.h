/*
 * newlib-port/include/asm/unistd.h - another name of <sys/syscall.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_ASM_UNISTD_H
#define _XINIM_ASM_UNISTD_H

#include <sys/syscall.h>

#endif
