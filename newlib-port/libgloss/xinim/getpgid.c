/*
 * newlib-port/libgloss/xinim/getpgid.c - a process's group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

pid_t getpgid(pid_t pid)
{
	return CALL(getpgid, pid);
}
