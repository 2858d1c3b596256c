/*
 * newlib-port/libgloss/xinim/getgroups.c - the supplementary groups.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int getgroups(int size, gid_t list[])
{
	return CALL(getgroups, size, list);
}
