/*
 * newlib-port/libgloss/xinim/setpgid.c - put a process in a group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setpgid(pid_t pid, pid_t group)
{
	return CALL(setpgid, pid, group);
}
