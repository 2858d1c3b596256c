/*
 * newlib-port/libgloss/xinim/getreent.c - a thread's own errno and the like, for code that asks by a call.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#undef __getreent

struct _reent *__getreent(void);

struct _reent *__getreent(void)
{
	return __xinim_reent;
}
