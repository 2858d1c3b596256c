/*
 * newlib-port/libgloss/xinim/setpriority.c - set a process's nice value.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/resource.h>

int setpriority(int which, id_t who, int value)
{
	return CALL(setpriority, which, who, value);
}
