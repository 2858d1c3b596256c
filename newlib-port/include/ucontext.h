/*
 * newlib-port/include/ucontext.h - another name of <sys/ucontext.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_UCONTEXT_H
#define _XINIM_UCONTEXT_H

#include <sys/ucontext.h>

#endif
