/*
 * newlib-port/libgloss/xinim/vfork_failed.c - errno for vfork.S.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/types.h>

pid_t __xinim_vfork_failed(long result);

pid_t __xinim_vfork_failed(long result)
{
	return (pid_t)__xinim_fail(_REENT, result);
}
