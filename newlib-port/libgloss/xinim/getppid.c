/*
 * newlib-port/libgloss/xinim/getppid.c - the process's parent.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

pid_t getppid(void)
{
	return CALL(getppid);
}
